// A client of MCP over Streamable HTTP, revision 2026-07-28: each request says all of itself.

import { forget_token, token } from './session';

const revision = '2026-07-28';

/** What the server, or the way to it, said against a call. */
export class McpError extends Error {
  constructor(
    message: string,
    /** One of the server's faults, such as not_found; or unauthorized, forbidden, unreachable. */
    readonly code: string,
    readonly field = '',
  ) {
    super(message);
  }
}

interface Reply {
  result?: Record<string, any>;
  error?: { code: number; message: string; data?: unknown };
  id?: number;
}

let last_id = 0;

/** Of each tool, how often this page has called it. */
export const own_calls = new Map<string, number>();

async function post(method: string, name: string, params: object, signal?: AbortSignal) {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'MCP-Protocol-Version': revision,
    'Mcp-Method': method,
  };
  if (name) headers['Mcp-Name'] = name;
  if (token.value) headers.Authorization = `Bearer ${token.value}`;
  const id = ++last_id;
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id,
    method,
    params: {
      ...params,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': revision,
        'io.modelcontextprotocol/clientInfo': { name: 'memory-mcp-dashboard', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  });
  let response: Response;
  let text: string;
  try {
    response = await fetch('/mcp', { method: 'POST', headers, body, signal: signal ?? null });
    text = await response.text();
  } catch (problem) {
    if (signal?.aborted) throw problem;
    throw new McpError('The server does not answer. Is it still running?', 'unreachable');
  }
  return reply_of(response, text, id);
}

function reply_of(response: Response, text: string, id: number): Record<string, any> {
  if (response.status === 401) {
    if (token.value) {
      forget_token('The server does not take this token (any more). Give another one.');
    }
    throw new McpError('The token was not taken.', 'unauthorized');
  }
  const reply = parsed(response, text, id);
  if (reply?.result) return reply.result;
  if (reply?.error) throw new McpError(reply.error.message, String(reply.error.code));
  if (response.status === 403) {
    throw new McpError('This token may not do that: it lacks a scope, or the namespace.', 'denied');
  }
  throw new McpError(`The server answered with status ${response.status}.`, 'unreachable');
}

// One JSON object, or a stream of events when something was told before the answer.
function parsed(response: Response, text: string, id: number): Reply | null {
  try {
    if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      return JSON.parse(text);
    }
    for (const line of text.split('\n')) {
      if (!line.startsWith('data:')) continue;
      const message: Reply = JSON.parse(line.slice(5));
      if (message.id === id) return message;
    }
  } catch {
    // Not MCP: a proxy's page, say. The status tells the rest.
  }
  return null;
}

/** Calls a tool; returns its structured answer, also one that says how agent code failed. */
export async function call_tool<Answer>(
  name: string,
  args: Record<string, unknown> = {},
  signal?: AbortSignal,
): Promise<Answer> {
  own_calls.set(name, (own_calls.get(name) ?? 0) + 1);
  const result = await post('tools/call', name, { name, arguments: args }, signal);
  const content = result.structuredContent;
  if (result.isError && !content?.status) {
    const { code = 'internal', message, field = '' } = content?.error ?? {};
    throw new McpError(message ?? result.content?.[0]?.text ?? 'The call failed.', code, field);
  }
  return content as Answer;
}

/** Reads a resource of type application/json. */
export async function read_resource<Contents>(uri: string, signal?: AbortSignal) {
  const result = await post('resources/read', uri, { uri }, signal);
  return JSON.parse(result.contents[0].text) as Contents;
}
