/**
 * What is told of a project, in the shape in which programs read it: the commands' {@code --json},
 * the server's API and its pages are all made from these.
 */
@NullMarked
package dev.prunella.app.view;

import org.jspecify.annotations.NullMarked;
