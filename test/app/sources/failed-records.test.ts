import { expect, test } from "vitest";
import { storeForFailed, FailedRecords } from "../../../src/app/sources/failed-records.ts";
import { idempotencyKey } from "../../../src/core/frame/idempotency-key.ts";
import type { FrameIdentity } from "../../../src/core/frame/frame-identity.ts";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import type { FrameRecord } from "../../../src/ledger/frame-record.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";
import { settledFrame } from "../../support/samples/settled-frame.ts";

function recordOf(index: number, fields: Partial<FrameRecord> = {}): FrameRecord {
  const frame = settledFrame(index, fields);
  return {
    ...frame,
    ...{ state: "failed", attempts: 3, status: 400, reason: "bad", request: null, settledAtMs: 1 },
    idempotencyKey: idempotencyKey(frame),
    ...fields,
  };
}

async function pathsOf(records: FailedRecords, source: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const path of records.paths(source)) paths.push(path);
  return paths;
}

test("failed records are found again by their source and path, and those of several sources stay apart", async () => {
  const records = new FailedRecords([
    recordOf(0, { source: "/a" }),
    recordOf(1, { source: "/a" }),
    recordOf(0, { source: "/b", index: 7, ptsSeconds: 0.5 }),
  ]);
  const [first, second] = [settledFrame(0).relativePath, settledFrame(1).relativePath];
  expect(records.sources).toEqual(["/a", "/b"]);
  expect(await pathsOf(records, "/a")).toEqual([first, second]);
  expect(await pathsOf(records, "/none")).toEqual([]);
  expect(records.timeOf("/b", first)).toEqual({ index: 7, ptsSeconds: 0.5 });
  expect(records.timeOf("/b", second)).toEqual({ index: null, ptsSeconds: null });
});

test("a failed frame is sent as if it were new, and its attempts are counted on", async () => {
  const record = recordOf(0);
  const settled: FrameResult[] = [];
  const memory = storeForFailed(
    {
      find: () => record,
      recall: (frame) => ({ frame, history: record }),
      commit: async (_, result) => void settled.push(result),
      recordCopied: () => {},
      flushNow: () => {},
    },
    new FailedRecords([record]),
  );
  const settle = async (identity: FrameIdentity): Promise<void> =>
    await memory.commit(sampleFrame({ identity }), sampleResult({ attempts: 2 }), false);
  expect(memory.find(record)).toBeNull();
  await settle(record);
  await settle({ ...record, byteLength: record.byteLength + 1 });
  await settle({ ...record, relativePath: "another.jpg" });
  expect(settled.map(({ attempts }) => attempts)).toEqual([5, 2, 2]);
});
