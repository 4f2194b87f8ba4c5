package dev.prunella.contract;

import java.math.BigDecimal;

/**
 * A rule whose failing rows are laid aside before the others are written.
 *
 * @param rule the check's id
 * @param condition that each row must fulfil
 * @param reason what a row that does not is told for, for people
 * @param maxShare of the rows that may be laid aside for it, from 0 to 1; where there are more,
 *     none is, and the check holds the publication
 */
public record RowGuard(String rule, RowCondition condition, String reason, BigDecimal maxShare) {}
