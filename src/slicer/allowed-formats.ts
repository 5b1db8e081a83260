/**
 * Container formats allowed for a local file, by ffmpeg's names (`ffmpeg -demuxers`).
 *
 * The list covers what cameras and editors write. None of them makes ffmpeg open another file or an
 * address, as the formats of `PLAYLISTS` do: a playlist named `.mp4` could otherwise read other files of
 * this machine, access its network, or refer to itself forever.
 */
const VIDEO = [
  ...["mov", "mp4", "m4a", "3gp", "3g2", "mj2", "matroska", "webm", "avi", "asf", "asf_o", "ogg"],
  ...["mpegts", "mpegtsraw", "mpeg", "mpegvideo", "m4v", "h261", "h263", "h264", "hevc", "vvc"],
  ...[
    "av1",
    "obu",
    "ivf",
    "flv",
    "live_flv",
    "kux",
    "gif",
    "apng",
    "mjpeg",
    "jpeg_pipe",
    "mjpeg_2000",
  ],
  ...["mpjpeg", "smjpeg", "vc1", "vc1test", "dirac", "cavsvideo", "dnxhd", "dv", "mxf", "gxf"],
  ...["nut", "nsv", "rm", "wtv", "ty", "nuv", "pva", "yuv4mpegpipe"],
];

/** Audio files are allowed so that the error says "no video stream" instead of "unreadable". */
const SOUND = [
  ...["mp3", "wav", "w64", "flac", "aac", "ac3", "eac3", "dts", "aiff", "au", "caf", "amr"],
  ...["ape", "wv", "tta", "mpc", "mpc8"],
];

/** Value for ffmpeg's `-format_whitelist`. */
export const ALLOWED_FORMATS: string = [...VIDEO, ...SOUND].join(",");

const PLAYLISTS: ReadonlySet<string> = new Set([
  ...["hls", "applehttp", "dash", "concat", "sdp", "rtsp", "imf", "image2", "webm_dash_manifest"],
  ...["lavfi", "avisynth", "vapoursynth"],
]);

/** True for a format, by ffmpeg's name, that refers to other files or addresses. */
export function isPlaylist(format: string): boolean {
  return format.split(",").some((name) => PLAYLISTS.has(name));
}
