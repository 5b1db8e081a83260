/** Differences between versions of ffmpeg. */
export interface VersionTraits {
  /** True if it has `-fps_mode` instead of the older `-vsync`: since ffmpeg 5.1. */
  readonly hasFpsMode: boolean;
  /** True if its filter `metadata` adds to frames that have none yet: since ffmpeg 4.2. */
  readonly addsMetadata: boolean;
  /** True if a script of its demuxer `concat` may set options: since ffmpeg 5.0. */
  readonly hasScriptOptions: boolean;
  /** True if `-/filter` reads the value of an option from a file, instead of `-filter_script`: since ffmpeg 7.0. */
  readonly hasOptionFiles: boolean;
}

/**
 * Traits by the version of libavutil: builds outside releases have odd versions, but true library versions.
 *
 * @param text banner of ffmpeg.
 */
export function versionTraits(text: string): VersionTraits {
  const [, major, minor] = /libavutil\s+(\d+)\.\s*(\d+)/u.exec(text) ?? [];
  const isSince = (sinceMajor: number, sinceMinor: number): boolean =>
    Number(major) > sinceMajor || (Number(major) === sinceMajor && Number(minor) >= sinceMinor);
  return {
    hasFpsMode: isSince(57, 28),
    addsMetadata: isSince(56, 31),
    hasScriptOptions: isSince(57, 17),
    hasOptionFiles: isSince(59, 8),
  };
}
