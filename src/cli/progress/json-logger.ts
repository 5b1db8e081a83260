import pino, { type Logger } from "pino";
import { tolerateGoneReader } from "../gone-reader.ts";

/** JSON lines on standard error. @param verbosity below 0 lets only errors through. */
export function jsonLogger(verbosity: number): Logger {
  const destination = pino.destination({ dest: 2, sync: true });
  destination.on("error", tolerateGoneReader);
  return pino({ level: verbosity < 0 ? "error" : "info", base: null }, destination);
}
