/** Remedy for what frameferry says of an answer over HTTP; `null` for any other reason. */
export function answerRemedy(reason: string): string | null {
  return REMEDIES.find(([sign]) => sign.test(reason))?.[1] ?? null;
}

const REMEDIES: readonly (readonly [sign: RegExp, remedy: string])[] = [
  [
    /^its certificate (?:is self-signed|comes from|is for|names no host)/u,
    "this shows and saves the one of the camera, to be compared with its own page: openssl s_client -connect HOST:PORT </dev/null | openssl x509 -fingerprint -sha256 -out camera.pem",
  ],
  [/^its certificate/u, "renew the certificate in the settings of the camera, and set its clock"],
  [/^it asks for a user name/u, "name them with --camera-user and FRAMEFERRY_CAMERA_PASSWORD"],
  [/\(403 Forbidden\)$/u, "let this user see live pictures, in the settings of the camera"],
  [
    /\(404 Not Found\)$/u,
    "look its path up in the manual of the camera: each maker has another one",
  ],
  [
    /^it leads (?:on|to no address)/u,
    "name the address to which it leads in the end, if a web browser finds one",
  ],
  [/^it leads to/u, "allow that if you trust this server, or name the address to which it leads"],
  [
    /no picture and no stream$|\(Method Not Allowed\)$/u,
    "name an inference service with --to, and a camera by the address of its stream",
  ],
  [
    /not whole|is empty$|broke off before|no JPEG|no picture within/u,
    "see whether a web browser shows the picture whole; a run asks until it is",
  ],
];
