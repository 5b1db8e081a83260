import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { PageSession } from "../../web/page-session.ts";
import type { Guard } from "../../web/web-server.ts";
import { isFromOwnPage } from "./own-page.ts";

/** Lets those in who know the token, and asks others for it: browsers by a form. */
export function sessionGuard(session: PageSession): Guard {
  return async (request, reply) => {
    if (session.has(request.raw)) return;
    void reply.code(401).header("www-authenticate", "Bearer");
    if (request.routeOptions.url === "/") await sendForm(reply, "This dashboard needs its token.");
    else
      await reply.send({
        error: "The token is missing or wrong: send it as Authorization: Bearer TOKEN.",
      });
  };
}

/** Adds the address that the form is sent to. */
export function addLoginRoute(server: FastifyInstance, session: PageSession): void {
  const type = "application/x-www-form-urlencoded";
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(type, { parseAs: "string" }, (_request, body, done) => {
    done(null, new URLSearchParams(body.toString()));
  });
  server.post<{ Body: URLSearchParams | undefined }>("/login", async (request, reply) => {
    if (!isFromOwnPage(request))
      return await reply
        .code(403)
        .send({ error: "Only the form of this server may be sent here." });
    if (!session.knows(request.body?.get("token") ?? ""))
      return await sendForm(reply.code(401), "That is not the token.");
    return await reply.header("set-cookie", session.cookieFor(request.raw)).redirect("/", 303);
  });
}

async function sendForm(reply: FastifyReply, sentence: string): Promise<FastifyReply> {
  return await reply
    .headers({ "content-security-policy": FORM_POLICY, "referrer-policy": "same-origin" })
    .type("text/html; charset=utf-8")
    .send(form(sentence));
}

/** The form needs no other file: those of the page are behind the token, too. */
const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; accent-color: #0b7285; }
body { display: grid; place-items: center; min-height: 90vh; margin: 0; }
form { display: grid; gap: 0.75rem; padding: 2rem; width: min(20rem, 80vw); border: 1px solid #8886; border-radius: 12px; }
h1 { font-size: 1.25rem; margin: 0; } p { margin: 0; }
input, button { font: inherit; padding: 0.5rem 0.75rem; box-sizing: border-box; width: 100%; border-radius: 8px; border: 1px solid #888; }
button { border: 0; background: #0b7285; color: #fff; font-weight: 600; cursor: pointer; }`;

const FORM_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  ...["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
].join("; ");

function form(sentence: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>frameferry</title>
<style>${STYLE}</style>
<form method="post" action="/login">
<h1>frameferry</h1>
<p>${sentence}</p>
<label>Token <input type="password" name="token" autocomplete="current-password" required autofocus></label>
<button>Open</button>
</form>
`;
}
