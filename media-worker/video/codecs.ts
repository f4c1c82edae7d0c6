/**
 * The codecs that are decoded, as ffmpeg calls them: common ones, since each decoder that a stranger's file may reach is
 * one more that may have a hole.
 */
export const videoCodecs = ["h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "mpeg2video", "prores", "mjpeg"];

const pcm = ["s8", "u8", "s16le", "s16be", "s24le", "s24be", "s32le", "s32be", "f32le", "f32be", "f64le", "f64be"];
export const audioCodecs = [
  ...["aac", "mp3", "opus", "vorbis", "flac", "alac", "ac3", "eac3"],
  ...[...pcm, "mulaw", "alaw"].map((name) => `pcm_${name}`),
  ...["adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt"],
];

/** Decoders that are not called as their codec is. */
const otherDecoders = ["libvpx", "libvpx-vp9", "libdav1d", "libaom-av1", "mp3float", "libopus"];

/** What ffmpeg may open and read of a file: local files, the containers that may be uploaded, these codecs. */
export const inputConfinement = [
  ...["-protocol_whitelist", "file"],
  ...["-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mp3,aac,ogg,wav,flac"],
  ...["-codec_whitelist", [...videoCodecs, ...audioCodecs, ...otherDecoders].join(",")],
];
