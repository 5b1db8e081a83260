import type { FastifyReply, FastifyRequest } from "fastify";
import { isSameSecret } from "../../web/same-secret.ts";

/**
 * Lets no page of another site use what a browser may send from there, even if it could not read the answer. Programs
 * say nothing of where they ask from.
 */
export async function refuseForeignPages(
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return;
  await reply.code(403).send({ error: "Only the page of this server may ask for that." });
}

/** True if a request comes from a page of this server. The `Host` was checked before. */
export function isFromOwnPage({ headers: { origin, host = "" } }: FastifyRequest): boolean {
  return origin?.toLowerCase() === `http://${host.toLowerCase()}`;
}

/** Lets nothing be changed except by the page of this server. @param actionToken that only such a page can know. */
export function refuseForeignActions(
  actionToken: string,
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async (request, reply) => {
    const { "content-type": type = "", "x-frameferry-action": token } = request.headers;
    if (!isFromOwnPage(request))
      await reply.code(403).send({ error: "The Origin of an action must be this server." });
    else if (!/^application\/json\s*(?:;|$)/iu.test(type))
      await reply.code(415).send({ error: "An action must be sent as application/json." });
    else if (typeof token !== "string" || !isSameSecret(token, actionToken))
      await reply.code(403).send({ error: "The header x-frameferry-action is missing or wrong." });
  };
}
