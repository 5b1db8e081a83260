import { describe, expect, test, vi } from "vitest";
import type { RunView } from "../../src/core/events/run-view.ts";
import { ask } from "../support/dashboard/ask.ts";
import { openDashboard } from "../support/dashboard/open-dashboard.ts";
import { carry, sampleView } from "../support/dashboard/sample-events.ts";

const TOKEN = "0123456789abcdef";

const ROUTES = ["/", "/assets/app.js", "/api/series/minutes", "/api/events", "/api/frames/p1"];

describe("a page of another site", () => {
  test.each(ROUTES)("reads nothing of %s under its own name", async (path) => {
    await using served = await openDashboard();
    const answer = await ask(served.url, path, { headers: { host: "evil.example" } });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain("does not go by that name");
  });

  test.each(["cross-site", "same-site"])(
    "cannot even open the feed, when the browser calls it %s",
    async (site) => {
      await using served = await openDashboard();
      const answer = await ask(served.url, "/api/events", { headers: { "sec-fetch-site": site } });
      expect(answer.status).toBe(403);
    },
  );

  test("is allowed nothing by CORS, and cannot show the page within itself", async () => {
    await using served = await openDashboard();
    const headers = { origin: "http://evil.example" };
    const page = await ask(served.url, "/", { headers });
    expect(Object.keys(page.headers).filter((name) => name.startsWith("access-control"))).toEqual(
      [],
    );
    expect(page.headers["content-security-policy"]).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    const preflight = await ask(served.url, "/api/failures/f1/resend", {
      method: "OPTIONS",
      headers: { ...headers, "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(404);
  });
});

type Headers = Readonly<Record<string, string>>;

function without(name: string): (headers: Headers) => Headers {
  return (headers) => Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

describe("failed frames are sent again", () => {
  async function failedRun() {
    const served = await openDashboard();
    const resendFailed = vi.fn<RunView["resendFailed"]>(async () => 7);
    served.dashboard.runOpened(sampleView({ resendFailed }));
    const reason = "status 422: no such model";
    carry(served.dashboard, {}, { outcome: "failed", status: 422, reason });
    const own = {
      origin: served.url,
      "content-type": "application/json",
      "x-frameferry-action": served.dashboard.content.actionToken,
    };
    const resend = async (headers: Headers, body = "{}") =>
      await ask(served.url, "/api/failures/f1/resend", { method: "POST", headers, body });
    return { served, resendFailed, reason, own, resend };
  }

  test("for the page itself, which is told how many", async () => {
    const { served, resendFailed, reason, own, resend } = await failedRun();
    await using _ = served;
    const { status, body } = await resend(own);
    expect([status, JSON.parse(body)]).toEqual([202, { queued: 7 }]);
    expect(resendFailed).toHaveBeenCalledExactlyOnceWith(reason);
  });

  test.each<[string, (own: Headers) => Headers, number]>([
    ["of another site", (own) => ({ ...own, origin: "http://evil.example" }), 403],
    ["of another port", (own) => ({ ...own, origin: "http://127.0.0.1:1" }), 403],
    ["that hides its origin", (own) => ({ ...own, origin: "null" }), 403],
    ["without an origin", without("origin"), 403],
    ["that sends a form", (own) => ({ ...own, "content-type": "text/plain" }), 415],
    ["that names no type", without("content-type"), 415],
    ["without the action token", without("x-frameferry-action"), 403],
    ["with a wrong action token", (own) => ({ ...own, "x-frameferry-action": "0" }), 403],
  ])("for no page %s", async (_, headers, status) => {
    const { served, resendFailed, own, resend } = await failedRun();
    await using _served = served;
    const answer = await resend(headers(own));
    expect(answer.status).toBe(status);
    expect(resendFailed).not.toHaveBeenCalled();
  });

  test("not by a link", async () => {
    const { served, resendFailed, own } = await failedRun();
    await using _ = served;
    const answer = await ask(served.url, "/api/failures/f1/resend", { headers: own });
    expect(answer.status).toBe(404);
    expect(resendFailed).not.toHaveBeenCalled();
  });

  test("of a group that is there, while a source is open, and not twice at once", async () => {
    const { served, own, resend } = await failedRun();
    await using _ = served;
    const unknown = await ask(served.url, "/api/failures/f9/resend", {
      ...{ method: "POST", headers: own, body: "{}" },
    });
    expect(unknown.status).toBe(409);
    const waiting = Promise.withResolvers<number>();
    served.dashboard.runOpened(sampleView({ resendFailed: async () => await waiting.promise }));
    const first = resend(own);
    await expect
      .poll(() => served.dashboard.state.state.failures)
      .toMatchObject([{ isResending: true }]);
    expect((await resend(own)).status).toBe(409);
    waiting.resolve(1);
    expect((await first).status).toBe(202);
    expect(served.dashboard.state.state.failures).toMatchObject([{ isResending: false }]);
    for (const view of served.dashboard.state.views) served.dashboard.runClosed(view, 0);
    expect(served.dashboard.state.state.failures).toMatchObject([{ canResend: false }]);
    const late = await resend(own);
    expect([late.status, JSON.parse(late.body)]).toEqual([
      409,
      { error: "No source is open, so that nothing can be sent again." },
    ]);
  });
});

describe("a path that leads elsewhere", () => {
  test.each([
    "/assets/../secret.txt",
    "/assets/..%2fsecret.txt",
    "/assets/%2e%2e/secret.txt",
    "/assets//etc/passwd",
    "/../secret.txt",
    "/secret.txt",
    "/index.html",
    "/api/frames/..%2f..%2fsecret.txt",
    "/api/frames/..%2fsecret.txt/picture",
    "/api/frames/%2fetc%2fpasswd/thumbnail",
    "/api/frames/__proto__",
    "/api/series/..%2fsecret.txt",
    "/api/series/constructor",
  ])("finds nothing: %s", async (path) => {
    await using served = await openDashboard();
    const { status, body } = await ask(served.url, path);
    expect(status).toBe(404);
    expect(body).not.toContain("a secret");
  });
});

describe("a dashboard with a token", () => {
  const form = (token: string) => `token=${encodeURIComponent(token)}`;

  async function login(url: string, token: string, origin = url) {
    const headers = { origin, "content-type": "application/x-www-form-urlencoded" };
    return await ask(url, "/login", { method: "POST", headers, body: form(token) });
  }

  test.each(ROUTES)("shows nothing of %s without it", async (path) => {
    await using served = await openDashboard(TOKEN);
    const { status, body, headers } = await ask(served.url, path);
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toBe("Bearer");
    const isPage = path === "/";
    expect(headers["content-type"]).toContain(isPage ? "text/html" : "application/json");
    expect(body.includes("<form")).toBe(isPage);
    expect(body).not.toMatch(/<script|document\.title/u);
  });

  test("lets a browser in that knows it, by a cookie that no script can read and that is not the token", async () => {
    await using served = await openDashboard(TOKEN);
    const { status, headers } = await login(served.url, TOKEN);
    expect([status, headers["location"]]).toEqual([303, "/"]);
    const [given = ""] = headers["set-cookie"] ?? [];
    expect(given).toMatch(/^frameferry-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/u);
    expect(given).not.toContain(TOKEN);
    const [cookie = ""] = given.split(";");
    const page = await ask(served.url, "/", { headers: { cookie: `other=1; ${cookie}` } });
    expect([page.status, page.body]).toEqual([200, expect.stringContaining("<title>")]);
    const wrong = await ask(served.url, "/", { headers: { cookie: `${cookie}x` } });
    expect(wrong.status).toBe(401);
  });

  test("lets programs in that send it", async () => {
    await using served = await openDashboard(TOKEN);
    const known = await ask(served.url, "/api/series/hour", {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(known.status).toBe(200);
    const unknown = await ask(served.url, "/api/series/hour", {
      headers: { authorization: `Bearer ${TOKEN}0` },
    });
    expect(unknown.status).toBe(401);
  });

  test.each(["", "0123456789abcdeF", "0123456789abcde"])(
    "gives no cookie for %j",
    async (token) => {
      await using served = await openDashboard(TOKEN);
      const { status, headers, body } = await login(served.url, token);
      expect(status).toBe(401);
      expect(headers["set-cookie"]).toBeUndefined();
      expect(body).toContain("That is not the token.");
      expect(body).not.toContain(TOKEN);
    },
  );

  test("takes it only from its own form", async () => {
    await using served = await openDashboard(TOKEN);
    const { status, headers } = await login(served.url, TOKEN, "http://evil.example");
    expect(status).toBe(403);
    expect(headers["set-cookie"]).toBeUndefined();
  });
});

test("an answer with a script in it is JSON, which no browser takes for a page", async () => {
  await using served = await openDashboard();
  const { dashboard, url } = served;
  dashboard.runOpened(sampleView());
  const label = "<img src=x onerror=alert(1)>";
  const response = { detections: [{ label, confidence: 1, box: [1, 2, 3, 4] }] };
  carry(dashboard, { relativePath: "<script>alert(1)</script>.jpg" }, { response });
  await expect.poll(() => dashboard.shelf.cards()).toHaveLength(1);
  const [card] = dashboard.shelf.cards();
  const { headers, body } = await ask(url, `/api/frames/${card?.id}`);
  expect(headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(JSON.parse(body)).toMatchObject({ response, findings: [{ label }] });
});
