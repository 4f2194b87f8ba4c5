// Lists and calls every tool by the official inspector's command line, as somebody who tries the server would, and judges
// what comes back: each answer by the schema that the server itself gives, each refusal by its reason.
//
//   node inspect.mjs ERA TARGET [OPTION ...]     ERA is legacy or modern, TARGET and the options are the inspector's
import {spawnSync} from 'node:child_process';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const inspector = 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js';
const [era, ...target] = process.argv.slice(2);
const isHttp = target[0].startsWith('http');
const incident = {incident: 'INC-1'};
const table = {table: 'stg_orders'};
const path = 'models/staging/stg_orders.sql';

// In an order in which each can be carried out; one that must be refused says for what reason, and in which words.
const calls = [
  ['list_incidents', {open_only: true}],
  ['read_incident', incident],
  ['read_incident', {incident: 'INC-4711'}, 'not found', /there is no incident INC-4711/],
  ['read_incident', {incidents: 'INC-1'}, 'bad request', /did you mean 'incident'/],
  ['find_similar_incidents', incident],
  ['list_tables', {}],
  ['describe_table', table],
  ['read_contract', table],
  ['read_lineage', table],
  ['open_sandbox', {}],
  ['run_sql', {query: 'select *, null as nothing from raw_orders order by order_id', rows: 2}],
  ['run_sql', {query: "select * from read_csv('/etc/passwd')"}, 'not allowed', /read_csv/],
  ['write_table', {table: 'tried', query: 'select 1 as one'}],
  ['list_models', {}],
  ['read_model', {path}],
  ['edit_model', {path, old: 'cast(product as integer) as product', new: 'product'}],
  ['run_pipeline', incident],
  ['verify', incident],
  ['add_note', {title: 'what a product is', tables: ['stg_orders'], text: 'It is a word and no number.'}],
  ['propose', {...incident, why: 'a word was taken for a number'}],
  ['ask_person', {...incident, question: 'Is a product a number from now on?'}, 'bad request', /one question is asked at a time/],
];

// Each call over stdio starts the server anew: there a few have to do, of those that need nothing done before.
const few = ['list_incidents', 'read_incident', 'list_tables', 'open_sandbox', 'run_sql'];
const made = isHttp ? calls : calls.filter(([name]) => few.includes(name));

const wrong = [];

/** What the inspector prints, and how it ended. */
function ask(method, ...options) {
  const ran = spawnSync(
    process.execPath,
    [inspector, '--cli', ...target, '--protocol-era', era, '--format', 'json', '--method', method, ...options],
    {encoding: 'utf8', timeout: 60_000, maxBuffer: 64 << 20});
  let result;
  try {
    result = JSON.parse(ran.stdout).result;
  } catch {
    wrong.push(`${method} ${options.join(' ')}: no answer: ${ran.stdout}${ran.stderr}`);
  }
  return {result: result ?? {}, status: ran.status, errors: ran.stderr};
}

function expect(fits, what, found) {
  if (!fits) {
    wrong.push(`${what}: ${JSON.stringify(found)}`);
  }
}

const listed = ask('tools/list', '--strict');
expect(listed.status === 0 && !/Warning|Error/.test(listed.errors), 'tools/list --strict', listed.errors);
const tools = new Map((listed.result.tools ?? []).map(tool => [tool.name, tool]));
const called = new Set(calls.map(([name]) => name));
expect(tools.size > 0 && [...tools.keys()].every(name => called.has(name)), 'not every tool is called', [...tools.keys()]);

const ajv = addFormats(new Ajv({strict: true, allowUnionTypes: true}));
for (const [name, given, reason, words] of made) {
  const {result, status} = ask('tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(given));
  const what = `${name} ${JSON.stringify(given)}`;
  if (reason) {
    const told = result._meta?.['dev.prunella/refused'] ?? {};
    expect(result.isError === true && status === 5 && told.reason === reason && words.test(told.message), what, result);
  } else {
    expect(result.isError === false && status === 0, what, result);
    const schema = tools.get(name)?.outputSchema ?? false;
    expect(ajv.validate(schema, result.structuredContent), `${what}: ${ajv.errorsText()}`, result.structuredContent);
  }
}

const first = ask('resources/list').result.resources?.[0]?.uri ?? 'none';
expect(/^prunella:\/\/table\//.test(first), 'resources/list', first);
expect(ask('resources/templates/list').result.resourceTemplates?.length === 3, 'resources/templates/list', '');
const read = ask('resources/read', '--uri', first).result;
expect(read.contents?.[0]?.uri === first, 'resources/read', read);
const prompt = ask('prompts/list').result.prompts?.[0]?.name;
const got = ask('prompts/get', '--prompt-name', prompt ?? 'none', '--prompt-args', 'incident=INC-1').result;
expect(/Heal incident INC-1/.test(got.messages?.[0]?.content?.text), 'prompts/get', got);

if (wrong.length > 0) {
  console.error(wrong.map(w => `${era}: ${w}`).join('\n'));
  process.exit(1);
}
console.log(`${era}, ${isHttp ? 'streamable HTTP' : 'stdio'}: ${tools.size} tools, ${made.length} calls, `
  + `${made.filter(c => c[2]).length} of them refused as they must be`);
