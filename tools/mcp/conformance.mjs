// Runs the official conformance suite's server scenarios, as each revision of the protocol requires them, and judges every
// single check: one that fails or warns must be among those below, for the reason that is given there, and must say so
// itself.
//
//   node conformance.mjs URL
import {spawnSync} from 'node:child_process';
import {readFileSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';

const suite = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
const revisions = ['2025-11-25', '2026-07-28'];

// What does not apply to a server that is not the suite's own example: SCENARIO or SCENARIO:CHECK, with the words in which
// the check must say that this is why.
const notOurs = [
  {
    why: "asks for a tool of the suite's example server",
    words: /there is no tool '|Tool 'json_schema_2020_12_tool' not found|routing-task fixture|Not testable: (server does not list the diagnostic tool|no task was created)|could not get initial InputRequiredResult|Expected InputRequiredResult with|error instead of re-requesting via InputRequiredResult|tools\/call for failing_job returned error code -32602/,
    names: [
      'tools-call-simple-text',
      'tools-call-image',
      'tools-call-audio',
      'tools-call-embedded-resource',
      'tools-call-mixed-content',
      'tools-call-error',
      'tools-call-with-progress',
      'tools-call-sampling',
      'tools-call-elicitation',
      'elicitation-sep1034-defaults',
      'elicitation-sep1330-enums',
      'json-schema-2020-12',
      'server-stateless:sep-2575-server-rejects-undeclared-capability',
      'server-stateless:sep-2575-missing-capability-http-400',
      'server-stateless:sep-2575-http-server-no-independent-requests-on-stream',
      'server-stateless:sep-2575-server-no-log-without-loglevel',
      'input-required-result-basic-elicitation',
      'input-required-result-basic-sampling',
      'input-required-result-basic-list-roots',
      'input-required-result-request-state',
      'input-required-result-multiple-input-requests',
      'input-required-result-multi-round',
      'input-required-result-result-type',
      'input-required-result-tampered-state',
      'input-required-result-capability-check',
      'input-required-result-missing-input-response',
      'input-required-result-ignore-extra-params',
    ],
  },
  {
    why: "asks for a prompt of the suite's example server",
    words: /Invalid prompt name|there is no such prompt/,
    names: [
      'prompts-get-simple',
      'prompts-get-with-args',
      'prompts-get-embedded-resource',
      'prompts-get-with-image',
      'input-required-result-non-tool-request',
      'completion-complete',
    ],
  },
  {
    why: "asks for a resource of the suite's example server",
    words: /Resource not found/,
    names: ['resources-read-text', 'resources-read-binary', 'resources-templates-read'],
  },
  {
    why: 'asks for a capability that we do not declare: messages of the log, and being told of changes',
    words: /Method not found: (logging\/setLevel|resources\/subscribe)/,
    names: ['logging-set-level', 'tools-call-with-logging', 'resources-subscribe', 'resources-unsubscribe'],
  },
  {
    why: 'asks for a session: we have none, and the newer era has none either',
    words: /session ID/,
    names: ['server-sse-multiple-streams:server-sse-multiple-streams-session', 'server-sse-polling:server-sse-polling-session'],
  },
  {
    why: 'no tool of ours is told anything by a header of its own',
    words: /no tool with x-mcp-header annotations/,
    names: ['http-custom-header-server-validation'],
  },
  {
    why: "the extension 'tasks', which we do not have",
    words: /there is no tool '|Not testable: no task was created|routing-task fixture|tools\/call for failing_job returned error code -32602|capabilities.extensions MUST be advertised|tasks\/get MUST return -32021; got -32601|expected -32602; got -32601/,
    names: [
      'tasks-lifecycle',
      'tasks-capability-negotiation',
      'tasks-wire-fields',
      'tasks-request-state-removal',
      'tasks-mrtr-input',
      'tasks-request-headers',
      'tasks-dispatch-and-envelope',
      'tasks-required-task-error',
      'tasks-mrtr-composition',
    ],
  },
];

// Passes here for nothing: what it wants refused is refused because there is no such tool. It is not counted.
const hollow = ['input-required-result-validate-input'];

const [url] = process.argv.slice(2);
const wrong = [];
const seen = new Set();

function excuse(scenario, check) {
  for (const name of [`${scenario}:${check.id}`, scenario]) {
    const group = notOurs.find(g => g.names.includes(name));
    if (group) {
      return {name, fits: group.words.test(check.errorMessage || check.description)};
    }
  }
  return undefined;
}

function judge(revision) {
  const results = `results-${revision}`;
  rmSync(results, {recursive: true, force: true});
  const ran = spawnSync(process.execPath, [suite, 'server', '--url', url, '--requirements', revision, '-o', results], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const meant = Number(/^Running requirements .*\((\d+) scenarios\)/m.exec(ran.stdout)?.[1] ?? 0);
  const folders = readdirSync(results);
  if (meant === 0 || folders.length !== meant) {
    wrong.push(`${revision}: ${folders.length} of ${meant} scenarios came to an end\n${ran.stdout}${ran.stderr}`);
  }
  const whole = [];
  let passed = 0;
  for (const folder of folders) {
    const scenario = /^server-(.*)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(folder)[1];
    const checks = JSON.parse(readFileSync(join(results, folder, 'checks.json'), 'utf8'));
    passed += checks.filter(check => check.status === 'SUCCESS').length;
    const unmet = checks.filter(check => check.status === 'FAILURE' || check.status === 'WARNING');
    for (const check of unmet) {
      const known = excuse(scenario, check);
      if (known?.fits) {
        seen.add(known.name);
      } else {
        wrong.push(`${revision}: ${scenario}: ${check.id}: ${check.errorMessage}`);
      }
    }
    // That each message keeps to the protocol's schema is checked in every scenario, also where nothing else is.
    const met = unmet.length === 0 && !hollow.includes(scenario);
    if (met && checks.some(check => check.status === 'SUCCESS' && !check.id.startsWith('wire-schema'))) {
      whole.push(scenario);
    }
  }
  console.log(`${revision}: ${passed} checks passed, ${whole.length} of ${folders.length} scenarios as a whole:`);
  console.log(`  ${whole.sort().join(' ')}`);
}

revisions.forEach(judge);
for (const {why, names} of notOurs) {
  console.log(`does not apply, ${why}:\n  ${names.join(' ')}`);
  names.filter(name => !seen.has(name)).forEach(name => wrong.push(`${name} does not fail any more: take it from the list`));
}
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
