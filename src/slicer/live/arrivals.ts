/**
 * Filter that prints a line for each picture that arrives, taken or not, and whether it is a keyframe: its number
 * twice, and one more for a keyframe. The number keeps ffmpeg from printing equal lines as one.
 */
export const PRINTED_ARRIVALS = "select='1+0*print(2*n+key)'";

/** A picture that was announced by that filter; `null` for any other line of the log. */
export function readArrival(line: string): { readonly isKeyframe: boolean } | null {
  const [, number] = ARRIVAL.exec(line) ?? [];
  return number === undefined ? null : { isKeyframe: Number(number) % 2 === 1 };
}

/** Some builds name the component, `[Eval @ 0x7ffc]`. */
const ARRIVAL = /^(?:\[Eval @ \w+\] )?\[info\] (\d+)\.\d+$/u;
