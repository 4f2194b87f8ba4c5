@NullMarked
package dev.prunella.app.project;

import org.jspecify.annotations.NullMarked;
