/** True for a playlist of HLS (RFC 8216), by its media type or the end of its path. */
export function isPlaylist(contentType: string, { pathname }: URL): boolean {
  return /mpegurl/iu.test(contentType) || /\.m3u8?$/iu.test(pathname);
}

/** True for a playlist that no segment will be added to (RFC 8216, 4.3.3.4). */
export function hasEnd(text: string): boolean {
  return /^#EXT-X-ENDLIST/mu.test(text);
}

/** The first of the playlists that a master playlist names (RFC 8216, 4.3.4.2); `null` for any other playlist. */
export function firstVariant(text: string): string | null {
  const lines = text.split("\n").map((line) => line.trim());
  const at = lines.findIndex((line) => line.startsWith("#EXT-X-STREAM-INF"));
  if (at === -1) return null;
  return lines.slice(at).find((line) => line !== "" && !line.startsWith("#")) ?? null;
}
