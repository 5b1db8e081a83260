import { loadNats } from "../../../src/brokers/nats/nats-packages.ts";

/** What a server of an operator is configured with, and what a user of it logs in with. */
export interface NatsOperator {
  readonly lines: readonly string[];
  /** Content of a `.creds` file. */
  readonly credentials: string;
  /** Key of the user alone. */
  readonly userSeed: string;
}

/** A server's operator with one account and one user, as `nsc` makes them. */
export async function makeOperator(): Promise<NatsOperator> {
  const { nkeys } = (await loadNats()).transport;
  const operator = nkeys.createOperator();
  const account = nkeys.createAccount();
  const system = nkeys.createAccount();
  const user = nkeys.createUser();
  const operatorToken = token(operator, operator, { type: "operator", version: 2 });
  const accounts = [account, system].map((one) => [
    one.getPublicKey(),
    token(operator, one, { type: "account", version: 2, limits: one === account ? ALL : PLAIN }),
  ]);
  const userToken = token(account, user, { ...PLAIN, type: "user", version: 2, pub: {}, sub: {} });
  const userSeed = new TextDecoder().decode(user.getSeed());
  return {
    lines: [
      `operator: ${operatorToken}`,
      `system_account: ${system.getPublicKey()}`,
      "resolver: MEMORY",
      `resolver_preload: { ${accounts.map(([key, jwt]) => `${key}: ${jwt}`).join(", ")} }`,
    ],
    credentials: credentialsText(userToken, userSeed),
    userSeed,
  };
}

const PLAIN = {
  subs: -1,
  data: -1,
  payload: -1,
  imports: -1,
  exports: -1,
  wildcards: true,
  conn: -1,
  leaf: -1,
};
const ALL = { ...PLAIN, mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

interface Key {
  getPublicKey: () => string;
  sign: (bytes: Uint8Array) => Uint8Array;
}

/** A JWT that one key signs about another one (https://docs.nats.io/running-a-nats-service/nats_admin/security/jwt). */
function token(issuer: Key, subject: Key, nats: object): string {
  const claims = {
    jti: "TEST",
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name: "test",
    nats,
  };
  const head = encoded(JSON.stringify({ typ: "JWT", alg: "ed25519-nkey" }));
  const body = `${head}.${encoded(JSON.stringify(claims))}`;
  return `${body}.${encoded(issuer.sign(Buffer.from(body)))}`;
}

function encoded(part: string | Uint8Array): string {
  return Buffer.from(part).toString("base64url");
}

function credentialsText(jwt: string, seed: string): string {
  return `-----BEGIN NATS USER JWT-----
${jwt}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${seed}
------END USER NKEY SEED------
`;
}
