/** A proxy before the server that does what networks and servers do on bad days. */

import { ENDPOINT } from "./bucket.ts";

/** What goes wrong. */
export type Fault =
  | { readonly kind: "none" }
  /** Connections end after so many bytes of answers. */
  | { readonly kind: "truncate"; readonly after: number }
  /** So many connections end before an answer; then all goes well. */
  | { readonly kind: "reset"; readonly times: number }
  /** Answers begin so many milliseconds late. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Nothing more comes after so many bytes of answers, and the connection stays. */
  | { readonly kind: "stall"; readonly after: number }
  /** One byte of each longer answer is another one. */
  | { readonly kind: "corrupt" }
  /** Each request is answered so; `times` of them, then all goes well. */
  | { readonly kind: "status"; readonly status: number; readonly times?: number };

/** A running proxy. */
export interface FaultyProxy extends AsyncDisposable {
  /** To be given as the server's. */
  readonly endpoint: string;
  fault: Fault;
  /** How many connections were made. */
  readonly connections: number;
}

/** Starts a proxy on a free port. */
export function faultyProxy(fault: Fault = { kind: "none" }): FaultyProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const open = new Set<Deno.Conn>();
  let failures = 0;
  const proxy = {
    endpoint: `http://127.0.0.1:${port}`,
    fault,
    connections: 0,
    [Symbol.asyncDispose]() {
      listener.close();
      for (const conn of open) close(conn);
      return Promise.resolve();
    },
  };
  const serve = async (client: Deno.Conn) => {
    open.add(client);
    proxy.connections++;
    const { fault } = proxy;
    if (fault.kind === "reset" && failures < fault.times) {
      failures++;
      return;
    }
    if (fault.kind === "status" && failures < (fault.times ?? Infinity)) {
      failures++;
      return await answer(client, fault.status);
    }
    const server = await Deno.connect({ hostname: "127.0.0.1", port: Number(serverPort()) });
    open.add(server);
    const back = passBack(server, client, fault).catch(() => {})
      .finally(() => close(server));
    await pass(client, server);
    await back;
  };
  void (async () => {
    for await (const client of listener) {
      serve(client).catch(() => {}).finally(() => close(client));
    }
  })().catch(() => {});
  return proxy;
}

function serverPort(): string {
  return new URL(ENDPOINT).port;
}

async function answer(client: Deno.Conn, status: number): Promise<void> {
  const buffer = new Uint8Array(1 << 16);
  await client.read(buffer);
  const body = `<?xml version="1.0"?><Error><Code>Made${status}</Code></Error>`;
  const head = `HTTP/1.1 ${status} Made\r\ncontent-type: application/xml\r\n` +
    `content-length: ${body.length}\r\nconnection: close\r\n\r\n`;
  await client.write(new TextEncoder().encode(head + body));
  // what is still being sent is read, or the answer would be lost
  while (await client.read(buffer) !== null);
}

async function pass(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(1 << 16);
  for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
    await writeAll(to, buffer.subarray(0, n));
  }
}

async function passBack(from: Deno.Conn, to: Deno.Conn, fault: Fault): Promise<void> {
  const buffer = new Uint8Array(1 << 16);
  let passed = 0;
  for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
    let bytes = buffer.subarray(0, n);
    if (fault.kind === "delay" && passed === 0) await pause(fault.ms);
    if (fault.kind === "corrupt" && n > 800) bytes[n - 5]! ^= 1;
    if ((fault.kind === "truncate" || fault.kind === "stall") && passed + n > fault.after) {
      bytes = bytes.subarray(0, Math.max(0, fault.after - passed));
      await writeAll(to, bytes);
      if (fault.kind === "truncate") return close(to);
      return await new Promise(() => {});
    }
    passed += n;
    await writeAll(to, bytes);
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // it is closed
  }
}
