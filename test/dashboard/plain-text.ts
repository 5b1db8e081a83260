/** A text of the page with usual spaces, where it has such that no line ends at. */
export function plain(text: string): string {
  return text.replaceAll("\u00A0", " ");
}
