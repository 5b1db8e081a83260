/**
 * A message of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 *
 * @param id by which a page says how far it has come; `null` for a message that changes nothing in that.
 */
export function message(event: string, data: unknown, id: string | null = null): string {
  const place = id === null ? "" : `id: ${id}\n`;
  return `${place}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
