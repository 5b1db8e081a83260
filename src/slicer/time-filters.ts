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
 * Filters that print the time of each decoded frame, in ticks of the video's clock.
 *
 * @param addsMetadata see `VersionTraits`.
 */
export function firstDecoded(addsMetadata: boolean): readonly string[] {
  return addsMetadata
    ? ["metadata@decode=mode=add:key=f:value=1", "metadata@decoded=mode=print"]
    : ["showinfo@decoded"];
}

/** Time in a line of the log that such a filter has printed: `[metadata@decoded @ 0x55d9] [info] frame:0 pts:0`. */
export const DECODED_TIME: RegExp =
  /^\[(?:metadata|showinfo)@decoded @ \w+\] \[info\] (?:frame:|n: *)\d+\s+pts: *(-?\d+)/u;

/**
 * Time in a line of the log that announces a frame: `[Parsed_metadata_2 @ 0x55d9] [info] frame:7 pts:280000
 * pts_time:0.28`, or `[Parsed_showinfo_1 @ 0x55d9] [info] n: 7 pts: 280000 ...`. It may be `NOPTS`.
 */
export const PRINTED_TIME: RegExp =
  /^\[Parsed_(?:metadata|showinfo)_\d+ @ \w+\] \[info\] (?:frame:|n: *)\d+\s+pts: *(\S+)/u;
/**
 * Added to all times. ffmpeg counts them from the start of the container; without any shift it would count
 * those of a broadcast from the start of the first stream in use instead, and tell nobody.
 */
export const SHIFT_SECONDS = 1e-6;
