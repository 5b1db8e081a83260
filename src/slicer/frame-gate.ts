import type { SelectionRule } from "../core/selection-rule.ts";

/** Rules by which ffmpeg leaves frames out, after the sampling and before an image is made. */
export interface GateSettings {
  /** Scene score of ffmpeg, 0 to 1, above which a frame is taken; `null` takes all. @default null */
  readonly scene?: number | null;
  /** Share of the picture, 0 to 1/16, that must have changed for a frame to be taken; `null` takes all. @default null */
  readonly skipSimilar?: number | null;
  /** Length of the periods whose first frame is taken in any case; `null` for none. @default null */
  readonly atLeastEveryMs?: number | null;
}

/** Rules that are set, in the order in which ffmpeg applies them. */
export function gateRules({
  scene = null,
  skipSimilar = null,
}: GateSettings): readonly SelectionRule[] {
  return [
    ...(scene === null ? [] : (["scene"] as const)),
    ...(skipSimilar === null ? [] : (["similar"] as const)),
  ];
}

/**
 * Filters that let frames pass by these rules, and print each frame before the first rule and behind each one. Times
 * are in microseconds behind them. None if no rule is set.
 *
 * @param addsMetadata see `VersionTraits`.
 */
export function gateFilters(settings: GateSettings, addsMetadata: boolean): string[] {
  const { scene = null, skipSimilar = null, atLeastEveryMs = null } = settings;
  if (gateRules(settings).length === 0) return [];
  const print = (name: string): string =>
    addsMetadata ? `metadata@${name}=mode=print:key=f` : `showinfo@${name}`;
  const periodSeconds = atLeastEveryMs === null ? null : atLeastEveryMs / 1000;
  return [
    ...["settb=AVTB", ...(addsMetadata ? ["metadata=mode=add:key=f:value=1"] : [])],
    print("sampled"),
    ...(scene === null ? [] : [sceneFilter(scene, periodSeconds), print("scene")]),
    ...(skipSimilar === null
      ? []
      : [...similarFilters(skipSimilar, periodSeconds), print("similar")]),
  ];
}

/** Largest share that `mpdecimate` can tell; see `similarFilter`. */
export const MAX_GATE_SHARE: number = 1 / 16;

/** `scene` of the filter `select` (libavfilter/f_select.c) compares with the frame before; the first frame is taken. */
function sceneFilter(score: number, periodSeconds: number | null): string {
  const beat =
    periodSeconds === null
      ? ""
      : `+not(eq(${periodOf("t", periodSeconds)},${periodOf("prev_selected_t", periodSeconds)}))`;
  return `select='not(n)+gt(scene,${score})${beat}'`;
}

/**
 * `mpdecimate` knows no time. So a color of the picture is moved in every other period, which makes its first frame
 * another picture than the last one that passed, and moved back behind it. Whether it was moved stands in the last bit
 * of its time, in half microseconds, so that periods without a frame do not matter.
 */
function similarFilters(share: number, periodSeconds: number | null): readonly string[] {
  if (periodSeconds === null) return [EIGHT_BITS, similarFilter(share)];
  const period = periodOf("T", periodSeconds);
  const turn = `0*st(2,${period})+0*if(eq(ld(2),ld(0)),0,st(0,ld(2))+st(1,1-ld(1)))+ld(1)`;
  return [
    EIGHT_BITS,
    ...["settb=1/2000000", `setpts='PTS+${turn}'`],
    ...[moved(MOVED_LEVELS), similarFilter(share), moved(256 - MOVED_LEVELS)],
    ...["setpts='PTS-mod(PTS,2)'", "settb=AVTB"],
  ];
}

/** Moves the second plane, which of video is the blue one, by some levels of 256: no value is lost. */
function moved(levels: number): string {
  const planes = `c0=val:c1='mod(val+${levels},256)':c2=val:c3=val`;
  return `lut=${planes}:enable='mod(round(t*2000000),2)'`;
}

/** Much more than what counts as a change; few pictures have values so near to 256 that they would become dark. */
const MOVED_LEVELS = 24;

/**
 * `mpdecimate` (libavfilter/vf_mpdecimate.c) compares with the last frame that it let pass. Of each plane it looks at
 * blocks of 8x8 bytes at every fourth column and row, 16 for each piece of 16x16; one has changed if its bytes differ by
 * more than `lo` in sum. A frame passes if more than `frac` blocks for each piece of 16x16 have changed, so that `frac`
 * is 16 times the share of the picture. `hi` is more than a block can differ, for a single block proves nothing.
 */
function similarFilter(share: number): string {
  const frac = Number((16 * share).toFixed(6));
  return `mpdecimate=hi=${64 * 255}:lo=${64 * MIN_LEVELS}:frac=${frac}`;
}

/** Mean difference of the bytes of a block that counts as a change, of 255; noise of a camera stays below it. */
const MIN_LEVELS = 8;

/** What both `lut` and `mpdecimate` read, so that nothing is converted between them. */
const EIGHT_BITS =
  "format=yuv420p|yuvj420p|yuv422p|yuvj422p|yuv444p|yuvj444p|yuv440p|yuvj440p|yuv411p|yuv410p|yuva420p|gbrp";

function periodOf(time: string, periodSeconds: number): string {
  return `floor(${time}/${periodSeconds}+0.0001)`;
}

/** Stage of the gate at which a frame has arrived, and its time as it was printed; `null` for another line. */
export function gateLine(line: string): { stage: "sampled" | SelectionRule; pts: string } | null {
  const [, stage, pts] = GATE_LINE.exec(line) ?? [];
  if (stage === undefined || pts === undefined) return null;
  return { stage: stage as SelectionRule, pts };
}

const GATE_LINE =
  /^\[(?:metadata|showinfo)@(sampled|scene|similar) @ \w+\] \[info\] (?:frame:|n: *)\d+\s+pts: *(\S+)/u;
