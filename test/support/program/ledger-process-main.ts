import { writeSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { openLedger } from "../../../src/ledger/open-ledger.ts";
import { DELIVERED, settledFrame } from "../samples/settled-frame.ts";

/**
 * Opens the ledger in the folder named first and says -1; then settles frames, from the index named
 * second, and says each index that is on record.
 */
const [folder = "", firstIndex] = process.argv.slice(2);
const ledger = await openLedger(folder, { checkpointPages: 64 });
writeSync(1, "-1\n");
for (let index = Number(firstIndex); ; index += 1) {
  void ledger.commit(settledFrame(index), DELIVERED).then(() => writeSync(1, `${index}\n`));
  await nextTurn();
}
