/** What versions of ffmpeg differ in. */
export interface VersionTraits {
  /** Whether it spells `-fps_mode`, or the older `-vsync`: since ffmpeg 5.1. */
  readonly hasFpsMode: boolean;
  /** Whether its filter `metadata` adds to frames that have none yet: since ffmpeg 4.2. */
  readonly addsMetadata: boolean;
}

/**
 * By the version of libavutil: builds of no release have odd versions, but true libraries.
 *
 * @param text what ffmpeg says of itself.
 */
export function versionTraits(text: string): VersionTraits {
  const [, major, minor] = /libavutil\s+(\d+)\.\s*(\d+)/u.exec(text) ?? [];
  const isSince = (sinceMajor: number, sinceMinor: number): boolean =>
    Number(major) > sinceMajor || (Number(major) === sinceMajor && Number(minor) >= sinceMinor);
  return { hasFpsMode: isSince(57, 28), addsMetadata: isSince(56, 31) };
}
