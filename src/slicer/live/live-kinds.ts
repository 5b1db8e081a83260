/** Kind of a camera or stream: each may open nothing but its own protocols and formats. */
export type LiveKind = "rtsp" | "rtmp" | "srt" | "udp" | "http" | "device" | "test";

/** Kinds by the scheme of an address. */
export const SCHEMES: Readonly<Record<string, LiveKind>> = {
  rtsp: "rtsp",
  rtsps: "rtsp",
  rtmp: "rtmp",
  rtmps: "rtmp",
  srt: "srt",
  udp: "udp",
  http: "http",
  https: "http",
};

/** ffmpeg's names of all that a kind may open, and options of its demuxer. */
export interface KindTraits {
  /** Value of `-protocol_whitelist`. `file` is in none of them. */
  readonly protocols: string;
  /** Value of `-format_whitelist`. */
  readonly formats: string;
  readonly options: readonly (readonly [name: string, value: string])[];
}

/** An HLS playlist names further addresses: they may lead to http(s), and to nothing on this machine's disks. */
const HTTP_FORMATS =
  "mpjpeg,hls,mpegts,flv,live_flv,mjpeg,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,aac";

/** Traits of what is opened. @param rtspTransport see `LiveOptions`. */
export function traitsOf(kind: LiveKind, rtspTransport: "tcp" | "udp" = "tcp"): KindTraits {
  const traits = KIND_TRAITS[kind];
  if (kind !== "rtsp" || rtspTransport === "tcp") return traits;
  return { ...traits, protocols: `${traits.protocols},udp`, options: [["rtsp_transport", "udp"]] };
}

export const KIND_TRAITS: Readonly<Record<LiveKind, KindTraits>> = {
  rtsp: {
    // What is encrypted comes through a port of ours, as does all of HTTP.
    protocols: "rtsp,rtp,tcp",
    formats: "rtsp",
    // Over UDP, lost packets smear the picture until the next keyframe. A queue of two packets makes ffmpeg tell of
    // those that the camera itself has left out, and waits for none.
    options: [
      ["rtsp_transport", "tcp"],
      ["reorder_queue_size", "2"],
    ],
  },
  rtmp: { protocols: "rtmp,tcp", formats: "flv,live_flv", options: [] },
  srt: { protocols: "srt", formats: "mpegts", options: [] },
  udp: { protocols: "udp", formats: "mpegts", options: [] },
  http: {
    // All that it leads to comes through a server of ours.
    protocols: "http,tcp,crypto",
    formats: HTTP_FORMATS,
    // A playlist otherwise begins three segments in the past.
    options: [["live_start_index", "-1"]],
  },
  device: { protocols: "pipe", formats: "video4linux2,v4l2", options: [] },
  test: { protocols: "pipe", formats: "lavfi", options: [] },
};
