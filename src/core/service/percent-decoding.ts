/** Text without percent codes (RFC 3986, 2.1). A percent sign that escapes nothing stands for itself. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
