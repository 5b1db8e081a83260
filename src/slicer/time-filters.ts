/**
 * Filters that print the time of each frame, in microseconds, just before it is encoded, and then make the
 * times rise strictly, since encoders fail on a broken clock, which does not matter here.
 *
 * @param addsMetadata see `VersionTraits`. If false, `showinfo` prints the times, which reads every pixel
 * for it.
 */
export function printedTimes(addsMetadata: boolean): readonly string[] {
  const print = addsMetadata
    ? ["metadata=mode=add:key=f:value=1", "metadata=mode=print"]
    : ["showinfo"];
  return ["settb=AVTB", ...print, "setpts='if(isnan(PREV_OUTPTS),PTS,max(PTS,PREV_OUTPTS+1))'"];
}

/**
 * Time in a line of the log that announces a frame: `[Parsed_metadata_2 @ 0x55d9] [info] frame:7 pts:280000
 * pts_time:0.28`, or `[Parsed_showinfo_1 @ 0x55d9] [info] n: 7 pts: 280000 ...`. It may be `NOPTS`.
 */
export const PRINTED_TIME: RegExp =
  /^\[Parsed_(?:metadata|showinfo)_\d+ @ \w+\] \[info\] (?:frame:|n: *)\d+\s+pts: *(\S+)/u;
