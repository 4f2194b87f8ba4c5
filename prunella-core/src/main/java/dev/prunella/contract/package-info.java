/**
 * What tables promise: contracts, the checks that follow from them, and what checking found.
 *
 * <p>A {@link dev.prunella.contract.Contract} is what a person wrote; its {@link
 * dev.prunella.contract.Check}s are derived from it and from nothing else; a {@link
 * dev.prunella.contract.Checker} holds them against a table and gives a {@link
 * dev.prunella.contract.CheckReport}. Nothing here, and nothing that uses it, changes a contract.
 */
@NullMarked
package dev.prunella.contract;

import org.jspecify.annotations.NullMarked;
