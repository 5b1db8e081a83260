import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BrokerOptions } from "../../../src/options/broker-options.ts";
import { loadNats } from "../../../src/brokers/nats/nats-packages.ts";
import { makeOperator } from "../../support/brokers/nats-operator.ts";
import { hasNoNats, NatsServer, type NatsSettings } from "../../support/brokers/nats-server.ts";
import { triedWith } from "../../support/brokers/tried-login.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { Authority } from "../../support/services/certificates.ts";

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => await folder[Symbol.asyncDispose]());

function fileOf(name: string, text: string): string {
  const path = `${folder.path}/${name}`;
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

async function serve(...lines: readonly string[]): Promise<NatsServer> {
  const settings: NatsSettings = { lines };
  return await NatsServer.start(settings);
}

describe.skipIf(hasNoNats)("a login at NATS", () => {
  test("by user and password stands in the address, in options or in a file, and is never shown", async () => {
    await using server = await serve('authorization { user: "fer:ry", password: "s3cret/@%" }');
    const at = (login: string) => `nats://${login}@${server.host}/frames`;
    const welcome = expect.stringMatching(/^missing: /u);
    expect(await triedWith(at("fer%3Ary:s3cret/@%25"))).toEqual(welcome);
    const options = { brokerUser: "fer:ry", brokerPassword: "s3cret/@%" };
    expect(await triedWith(server.url, options)).toEqual(welcome);
    const brokerPasswordFile = fileOf("password", "s3cret/@%\nmore");
    const fromFile = { brokerUser: "fer:ry", brokerPasswordFile };
    expect(await triedWith(server.url, fromFile)).toEqual(welcome);
    const refused = expect.stringMatching(/^ERR_BROKER_REFUSED: .*refuses the login/u);
    for (const said of [
      await triedWith(at("fer%3Ary:s3cret-wrong")),
      await triedWith(server.url),
    ]) {
      expect(said).toEqual(refused);
      expect(said).not.toContain("s3cret");
    }
  });

  test("by an nkey, or by a credentials file, is read from its file", async () => {
    const { nkeys } = (await loadNats()).transport;
    const user = nkeys.createUser();
    await using server = await serve(`authorization { users: [{ nkey: ${user.getPublicKey()} }] }`);
    const seed = new TextDecoder().decode(user.getSeed());
    const brokerNkeyFile = fileOf("user.nk", `${seed}\n`);
    expect(await triedWith(server.url, { brokerNkeyFile })).toMatch(/^missing: /u);
    const operator = await makeOperator();
    await using other = await serve(...operator.lines);
    const brokerCredentialsFile = fileOf("user.creds", operator.credentials);
    expect(await triedWith(other.url, { brokerCredentialsFile })).toMatch(/^missing: /u);
    expect(await triedWith(other.url, { brokerNkeyFile })).toMatch(/^ERR_BROKER_REFUSED: /u);
  });

  test("that cannot be is refused before anything is sent, and names the option and the way out", async () => {
    const url = "nats://127.0.0.1:1/frames";
    const empty = fileOf("empty", "");
    const cases: readonly (readonly [Partial<BrokerOptions>, RegExp])[] = [
      [
        { brokerCredentialsFile: `${folder.path}/none` },
        /--broker-credentials-file names cannot be read/u,
      ],
      [
        { brokerCredentialsFile: empty },
        /--broker-credentials-file names holds no credentials of NATS/u,
      ],
      [{ brokerNkeyFile: empty }, /--broker-nkey-file names holds no seed/u],
      [{ brokerUser: "a", brokerPasswordFile: empty }, /--broker-password-file names is empty/u],
      [{ brokerUser: "a", brokerNkeyFile: empty }, /takes one login, and several are given/u],
      [{ brokerPassword: "s3cret" }, /a password for the broker is given, and no user/u],
      [{ brokerCaFile: empty }, /--broker-ca-file .*empty holds no certificate/u],
    ];
    for (const [options, words] of cases) {
      const said = await triedWith(url, options);
      expect(said).toMatch(words);
      expect(said).toMatch(/^ERR_OPTION: /u);
    }
  });

  test("over TLS trusts the authority that is named, and no other; and tls:// never goes in the clear", async () => {
    await using certificates = await temporaryFolder();
    const authority = await Authority.make(certificates.path);
    const { cert, key } = await authority.issue({ name: "localhost" });
    await using server = await serve(`tls { cert_file: "${cert}", key_file: "${key}" }`);
    const address = `tls://localhost:${server.port}/frames`;
    expect(await triedWith(address, { brokerCaFile: authority.cert })).toMatch(/^missing: /u);
    expect(await triedWith(address)).toMatch(/^away: .*certificate/u);
    await using plain = await serve();
    expect(await triedWith(`tls://localhost:${plain.port}/frames`)).toMatch(/^away: /u);
  });

  test("by a client certificate is shown to a server that asks for one, and what is missing or wrong is told", async () => {
    await using own = await temporaryFolder();
    await using foreign = await temporaryFolder();
    const authority = await Authority.make(own.path);
    const { cert, key } = await authority.issue({ name: "localhost" });
    const edge = await authority.issue({ name: "edge" });
    const stranger = await (await Authority.make(foreign.path)).issue({ name: "edge" });
    await using server = await serve(
      `tls { cert_file: "${cert}", key_file: "${key}", ca_file: "${authority.cert}", verify: true }`,
    );
    const address = `tls://localhost:${server.port}/frames`;
    const tried = async (options: Partial<BrokerOptions>): Promise<string> =>
      await triedWith(address, { brokerCaFile: authority.cert, ...options });
    const shown = { brokerCert: edge.cert, brokerKey: edge.key };
    expect(await tried(shown)).toMatch(/^missing: /u);
    const bundle = fileOf(
      "edge.pem",
      readFileSync(edge.cert, "utf8") + readFileSync(edge.key, "utf8"),
    );
    expect(await tried({ brokerCert: bundle })).toMatch(/^missing: /u);
    // What the server says can be lost with its connection.
    const refused = /^(?:ERR_BROKER_REFUSED|away): .* require.* client certificate/u;
    expect(await tried({})).toMatch(refused);
    expect(await tried({ brokerCert: stranger.cert, brokerKey: stranger.key })).toMatch(refused);
    expect(await tried({ brokerKey: edge.key })).toBe(
      "ERR_OPTION: --broker-key has no effect without a certificate",
    );
    expect(await tried({ brokerCert: edge.cert, brokerKey: stranger.key })).toMatch(
      /^ERR_OPTION: the private key in .* does not belong to the certificate/u,
    );
    expect(await tried({ brokerCert: edge.cert })).toMatch(
      /^ERR_OPTION: --broker-cert .* holds no private key/u,
    );
  });

  test("that may not publish is told so, and not taken for an outage", async () => {
    const permissions = 'permissions: { publish: ["$JS.API.>"], subscribe: ["_INBOX.>"] }';
    await using server = await serve(
      `authorization { users: [{ user: "edge", password: "s3cret", ${permissions} }] }`,
    );
    const options = { brokerUser: "edge", brokerPassword: "s3cret" };
    expect(await triedWith(server.url, options)).toMatch(
      /^refused: .*Permissions Violation for Publish to "frames\.berlin\.cam1"/u,
    );
  });
});
