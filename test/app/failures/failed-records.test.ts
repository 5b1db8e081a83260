import { expect, test } from "vitest";
import { FailedRecords } from "../../../src/app/failures/failed-records.ts";
import { idempotencyKey } from "../../../src/core/frame/idempotency-key.ts";
import type { FrameRecord } from "../../../src/ledger/frame-record.ts";
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
