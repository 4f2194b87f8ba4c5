/**
 * The web pages. They show the same views as the commands' {@code --json}, and what they send back
 * is done by the same code as the commands. All text is escaped by the templates.
 */
@NullMarked
package dev.prunella.app.pages;

import org.jspecify.annotations.NullMarked;
