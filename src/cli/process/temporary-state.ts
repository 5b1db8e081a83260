/** Set to `1` by whoever starts this program with a state folder that goes with it, as `npm start -- --demo-cluster` does. */
const VARIABLE = "FERRY_STATE_IS_TEMPORARY";

/** True if the same command does not go on where this one ends: its record is removed. */
export function isStateTemporary(): boolean {
  return process.env[VARIABLE] === "1";
}
