import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Paths of a certificate and its key, both PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateFacts {
  /** Its file, and the last part of its name. */
  readonly name: string;
  /** The host that it is for. @default "localhost" */
  readonly host?: string;
  /** When it begins and ends, as `YYYYMMDDHHMMSSZ`. @default the years around now */
  readonly period?: readonly [start: string, end: string];
}

/** An authority that issues certificates with openssl, in a folder of its own. */
export class Authority {
  readonly #folder: string;
  readonly #settings: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#settings = join(folder, "ca.cnf");
  }

  /** @param folder that is empty, and removed by whoever made it. */
  static async make(folder: string): Promise<Authority> {
    const authority = new Authority(folder);
    await writeFile(authority.#settings, settingsIn(folder));
    await writeFile(join(folder, "index.txt"), "");
    const { cert, key } = authority.files("authority");
    const constraints = ["-addext", "basicConstraints=critical,CA:true"];
    const own = ["req", "-x509", ...NEW_KEY, key, "-out", cert, "-subj", "/CN=Test authority"];
    await authority.#openssl([...own, "-days", "2", ...constraints]);
    return authority;
  }

  /** Its own certificate. */
  get cert(): string {
    return this.files("authority").cert;
  }

  /** Where a certificate of a name lies. */
  files(name: string): CertificateFiles {
    return { cert: join(this.#folder, `${name}.crt`), key: join(this.#folder, `${name}.key`) };
  }

  async issue({ name, host = "localhost", period }: CertificateFacts): Promise<CertificateFiles> {
    const { cert, key } = this.files(name);
    const request = join(this.#folder, `${name}.csr`);
    const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${host}`];
    await this.#openssl(["req", "-new", ...NEW_KEY, key, "-out", request, ...subject]);
    const { cert: authority, key: authorityKey } = this.files("authority");
    const [start, end] = period ?? ["20200101000000Z", "20491231000000Z"];
    await this.#openssl([
      ...["ca", "-batch", "-notext", "-cert", authority, "-keyfile", authorityKey, "-rand_serial"],
      ...["-in", request, "-out", cert, "-startdate", start, "-enddate", end],
    ]);
    return { cert, key };
  }

  async #openssl([command = "", ...words]: readonly string[]): Promise<void> {
    await run("openssl", [command, "-config", this.#settings, ...words]);
  }
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout"];

function settingsIn(folder: string): string {
  return `[ca]
default_ca = own
[own]
database = ${join(folder, "index.txt")}
serial = ${join(folder, "serial")}
new_certs_dir = ${folder}
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = none
[none]
`;
}
