package dev.prunella.refs;

/** The store of the tests is held to the same promises as the real ones. */
class MemoryRefStoreTest extends RefStoreSpec {
  private MemoryRefStore memory = new MemoryRefStore();

  @Override
  protected RefStore create() {
    memory = new MemoryRefStore();
    return memory;
  }

  @Override
  protected RefStore reopen() {
    return memory;
  }
}
