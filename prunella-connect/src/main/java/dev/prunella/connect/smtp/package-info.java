/** E-mail by SMTP. */
@NullMarked
package dev.prunella.connect.smtp;

import org.jspecify.annotations.NullMarked;
