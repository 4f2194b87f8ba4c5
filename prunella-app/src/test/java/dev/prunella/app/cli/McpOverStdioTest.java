package dev.prunella.app.cli;

import io.modelcontextprotocol.spec.McpClientTransport;

/** A process that a client starts. */
class McpOverStdioTest extends McpSpec {
  @Override
  McpClientTransport serve(HealShop shop, String agent) {
    return McpClients.stdio(shop.shell.folder, agent);
  }
}
