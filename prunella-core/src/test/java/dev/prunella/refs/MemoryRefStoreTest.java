package dev.prunella.refs;

/** The store of the tests is held to the same promises as the real ones. */
class MemoryRefStoreTest extends RefStoreSpec {
  private MemoryRefStore store = new MemoryRefStore();

  @Override
  protected RefStore create() {
    store = new MemoryRefStore();
    return store;
  }

  @Override
  protected RefStore reopen() {
    return store;
  }
}
