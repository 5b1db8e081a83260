/**
 * Headers of every request to a service.
 *
 * @param url its address; a user name and password in it become basic authorisation (RFC 7617).
 */
export function commonHeaders(url: URL): Readonly<Record<string, string>> {
  return { "user-agent": "frameferry", ...authorization(url) };
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

/** A percent sign that escapes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
