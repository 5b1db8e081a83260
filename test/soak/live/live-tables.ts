import type { Table } from "../../../scripts/bench/harness/table.ts";
import { growth } from "../../faults/process/levels.ts";
import { ALLOWED_LIVE_GROWTH } from "./live-checks.ts";
import type { LiveHold } from "./live-hold.ts";
import type { LiveKills } from "./live-kills.ts";

export function liveKillTable({ downtimes, gaps, indexes, seconds }: LiveKills): Table {
  const away = downtimes.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const told = gaps.reduce((sum, { gapMs }) => sum + gapMs, 0);
  return {
    title: "a camera that is killed (SIGKILL) and started again",
    columns: ["kills", "gaps", "camera away s", "told s", "frames", "seconds"],
    rows: [
      [
        ...[String(downtimes.length), String(gaps.length)],
        ...[away / 1000, told / 1000].map((amount) => amount.toFixed(1)),
        ...[String(indexes.length), seconds.toFixed(0)],
      ],
    ],
  };
}

export function liveLevelsTable(hold: LiveHold): Table {
  const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  const row = (name: keyof typeof ALLOWED_LIVE_GROWTH, label: string): string[] => {
    const text = name.endsWith("Bytes") ? mebibytes : String;
    const { second, last, greatest } = hold[name];
    const values = [second, last, greatest, growth(hold[name]), ALLOWED_LIVE_GROWTH[name]];
    return [label, ...values.map(text)];
  };
  return {
    title: `a camera that never fails, ${hold.indexes.length} frames in ${hold.seconds.toFixed(0)} s: medians of quarters`,
    columns: ["", "second quarter", "last quarter", "greatest", "growth", "allowed"],
    rows: [
      row("rssBytes", "resident memory MiB, with ffmpeg"),
      row("liveBytes", "memory in use MiB"),
      row("descriptors", "descriptors"),
      row("threads", "threads"),
      row("processes", "processes"),
    ],
  };
}
