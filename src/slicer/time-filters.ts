/**
 * Prints the time of each frame, in microseconds, just before it is encoded; then makes the times
 * rise strictly, since an encoder gives up on a broken clock that a slicer need not care about.
 *
 * @param addsMetadata see `VersionTraits`. Where it does not, `showinfo` tells the times, which looks at every
 *   pixel for it.
 */
export function printedTimes(addsMetadata: boolean): readonly string[] {
  const print = addsMetadata
    ? ["metadata=mode=add:key=f:value=1", "metadata=mode=print"]
    : ["showinfo"];
  return ["settb=AVTB", ...print, "setpts='if(isnan(PREV_OUTPTS),PTS,max(PTS,PREV_OUTPTS+1))'"];
}

/**
 * The time in a line of the log that announces a frame: `[Parsed_metadata_2 @ 0x55d9] [info] frame:7
 * pts:280000  pts_time:0.28`, or `[Parsed_showinfo_1 @ 0x55d9] [info] n:   7 pts: 280000 ...`. It may be `NOPTS`.
 */
export const PRINTED_TIME: RegExp =
  /^\[Parsed_(?:metadata|showinfo)_\d+ @ \w+\] \[info\] (?:frame:|n: *)\d+\s+pts: *(\S+)/u;
/**
 * Added to all times. ffmpeg counts them from the start of the container; without any shift it would count
 * those of a broadcast from the start of the first stream in use instead, and tell nobody.
 */
export const SHIFT_SECONDS = 1e-6;
