/** A bucket behind a bad network: local work goes on, and nothing wrong is ever returned. */

import assert from "node:assert/strict";
import { DEPS, sampleResult } from "../../lib/cache/contract/samples.ts";
import { LayeredCache } from "../../lib/cache/layered_cache.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { openS3Cache } from "../../lib/cache/s3/s3_cache.ts";
import type { Cache } from "../../lib/cache/interfaces.ts";
import { freshAddress, KEYS, PATIENT, serverTest, SHORT } from "./support/bucket.ts";
import { type Fault, faultyProxy } from "./support/faulty_proxy.ts";

const LARGE = new Uint8Array(3_000_000).map((_, i) => (i * 31) >> 3);
const RESULTS = [
  ...Array.from({ length: 20 }, (_, i) => sampleResult(`small ${i}`)),
  sampleResult("middle", LARGE.slice(0, 9000)),
  sampleResult("large", LARGE),
];
const HASHES = RESULTS.map(({ entry }) => entry.hash);
const CONTENTS = RESULTS.map(({ entry }) => entry.contentHash);

function layered(address: string, problems: string[], times = PATIENT): Cache {
  const remote = {
    name: "far",
    open: () => openS3Cache(address, { env: KEYS, times }),
    read: true,
    write: true,
  };
  const onProblem = (message: string) => problems.push(message);
  return new LayeredCache({ local: new MemoryCache(), remote, onProblem });
}

/** How many of the results come through, each right. */
async function readAll(cache: Cache): Promise<number> {
  const heads = await cache.index.heads(HASHES);
  const contents = await cache.contents.get(CONTENTS);
  heads.forEach((head, i) => {
    if (head !== undefined) assert.equal(head.contentHash, CONTENTS[i]);
  });
  contents.forEach((bytes, i) => {
    if (bytes !== undefined) assert.ok(Buffer.compare(bytes, RESULTS[i]!.bytes) === 0, `${i}`);
  });
  return heads.filter((head, i) => head !== undefined && contents[i] !== undefined).length;
}

/** Faults that nobody is to notice. */
const PASSING: Readonly<Record<string, Fault>> = {
  "a connection that is reset": { kind: "reset", times: 1 },
  "answers that come late": { kind: "delay", ms: 100 },
  "two answers of 503": { kind: "status", status: 503, times: 2 },
  "an answer of 500": { kind: "status", status: 500, times: 1 },
};

for (const [what, fault] of Object.entries(PASSING)) {
  serverTest(`${what} is only a delay`, async () => {
    await using proxy = faultyProxy(fault);
    const problems: string[] = [];
    const direct = await freshAddress();
    const address = direct.replace(/endpoint=.*/, `endpoint=${proxy.endpoint}`);
    const first = layered(address, problems);
    await first.record(RESULTS, DEPS);
    await first.close();
    const second = layered(direct, problems);
    const came = await readAll(second);
    await second.close();
    assert.deepEqual(problems, []);
    assert.equal(came, RESULTS.length);
  });
}

serverTest("downloads go on where they broke off", async () => {
  const direct = await freshAddress();
  const problems: string[] = [];
  const first = layered(direct, problems);
  await first.record(RESULTS, DEPS);
  await first.close();
  for (const kind of ["truncate", "stall"] as const) {
    await using proxy = faultyProxy({ kind, after: 1_400_000 });
    const address = direct.replace(/endpoint=.*/, `endpoint=${proxy.endpoint}`);
    const second = layered(address, problems);
    assert.equal(await readAll(second), RESULTS.length);
    await second.close();
    assert.deepEqual(problems, []);
  }
});

/** Faults that can't be helped: what is made here stays right, and one sentence tells of it. */
const LASTING: Readonly<Record<string, { fault: Fault; says: RegExp }>> = {
  "answers of 403": { fault: { kind: "status", status: 403 }, says: /access denied/ },
  "answers of 500": { fault: { kind: "status", status: 500 }, says: /answers 500 Made500/ },
  "answers of 503": { fault: { kind: "status", status: 503 }, says: /answers 503 Made503/ },
  "connections that are always reset": {
    fault: { kind: "reset", times: Infinity },
    says: /can't be used/,
  },
  "answers that end at once": { fault: { kind: "truncate", after: 90 }, says: /can't be used/ },
  "answers that never come": { fault: { kind: "stall", after: 0 }, says: /no answer within 1 s/ },
};

for (const [what, { fault, says }] of Object.entries(LASTING)) {
  serverTest(`${what} cost one message, and no result`, async () => {
    await using proxy = faultyProxy(fault);
    const problems: string[] = [];
    const address = (await freshAddress()).replace(/endpoint=.*/, `endpoint=${proxy.endpoint}`);
    const cache = layered(address, problems, what.endsWith("never come") ? SHORT : PATIENT);
    assert.equal(await readAll(cache), 0);
    await cache.record(RESULTS, DEPS);
    const asked = proxy.connections;
    assert.equal(await readAll(cache), RESULTS.length);
    assert.equal(proxy.connections, asked);
    await cache.close();
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(problems[0]!, says);
  });
}

serverTest("bytes that are changed on the way are never returned, nor sent", async () => {
  const direct = await freshAddress();
  const problems: string[] = [];
  const first = layered(direct, problems);
  await first.record(RESULTS, DEPS);
  await first.close();
  await using proxy = faultyProxy({ kind: "corrupt" });
  const address = direct.replace(/endpoint=.*/, `endpoint=${proxy.endpoint}`);
  const second = layered(address, problems);
  const came = await readAll(second); // checks each that comes
  assert.ok(came < RESULTS.length);
  await second.close();
  // and the bucket is as it was
  const third = layered(direct, problems);
  assert.equal(await readAll(third), RESULTS.length);
  await third.close();
});
