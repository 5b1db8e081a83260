/** Sign in a line of ffmpeg's log, reason as the end of a sentence, and remedy. */
export type LossCause = readonly [sign: RegExp, reason: string, remedy: string];

export const REFUSALS: readonly LossCause[] = [
  [
    /401 Unauthorized|authorization failed|method .* failed: 401/iu,
    "it refuses the user name or the password (401 Unauthorized)",
    "check both: many cameras want an account of their own for streams, and some lock it after a few wrong tries",
  ],
  [
    /403 Forbidden|access denied/iu,
    "it forbids this user to see the stream (403 Forbidden)",
    "let this user see live pictures, in the settings of the camera",
  ],
  [
    /404 (?:Stream )?Not Found/iu,
    "it has no stream under this path (404 Not Found)",
    "look its path up in the manual of the camera: each maker has another one",
  ],
];

const CHECK_ADDRESS = "check the address, and that the camera is on and in this network";

/** Reason of a port where nothing is encrypted. */
export const NO_TLS =
  "it speaks no TLS on this port: write rtsp:// in place of rtsps://, or rtmp:// in place of rtmps://";

export const NETWORK_ERRORS: readonly LossCause[] = [
  [
    /Connection refused/u,
    "nothing listens at its address (connection refused)",
    "check address and port, and that the stream is switched on in the settings of the camera",
  ],
  [
    /No route to host|Network is unreachable|Host is unreachable/u,
    "there is no route to its host",
    CHECK_ADDRESS,
  ],
  [
    /Failed to resolve hostname|Name or service not known/u,
    "the name of its host is not known",
    "check the name, or write the IP address of the camera",
  ],
  [/Connection timed out|Operation timed out/u, "it does not answer (timed out)", CHECK_ADDRESS],
  [
    /unexpected TLS packet|TLS packet with unexpected length|wrong version number|packet length too long/iu,
    NO_TLS,
    "or name the port on which it is encrypted",
  ],
  [
    /Connection reset/u,
    "it broke off the connection",
    "check the port: what listens there may speak another protocol",
  ],
  [
    /matches no streams/u,
    "it sends sound or data, and no picture",
    "name the path of a stream with a picture, or switch the picture on in the settings of the camera",
  ],
  [/No such file or directory/u, "there is no such device", "see which there are: ls /dev/video*"],
  [/Device or resource busy/u, "another program uses the device", "end that program"],
  [
    /Permission denied/u,
    "this user may not open the device",
    "add the user to the group video, and log in again",
  ],
  [
    /^(?:pipe:0|Error opening input): Invalid data found/u,
    "what answers there is no camera or stream",
    "check port and path",
  ],
];

/** Remedy for the reason of a loss, for a person who can reach the camera. */
export function remedyFor(reason: string): string {
  const cause = [...REFUSALS, ...NETWORK_ERRORS].find(([, known]) => known === reason);
  return cause?.[2] ?? "see whether a player such as VLC or ffplay shows the same address";
}
