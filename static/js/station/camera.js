// Looks for QR codes in what the camera sees. The pictures never leave this page.
import decodeQR from "../../vendor/qr/decode.js";

const PAUSE = 120; // milliseconds between two looks
const SAME_AGAIN = 4000; // milliseconds for which a code held before the camera counts once

export class Camera {
  // Calls `found` with each code, `ended` when the device takes the camera away, as for a telephone call.
  constructor(video, found, ended) {
    Object.assign(this, { video, found, ended, last: { code: "", at: 0 } });
    this.canvas = document.createElement("canvas");
  }

  get isOn() {
    return Boolean(this.stream);
  }

  async start() {
    const wanted = { facingMode: "environment", width: { ideal: 1280 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    this.stream.getVideoTracks()[0].addEventListener("ended", () => this._lost());
    this.video.srcObject = this.stream;
    await this.video.play();
    this.awake = await navigator.wakeLock?.request("screen").catch(() => null); // the screen stays on
    this.timer = setInterval(() => this._look(), PAUSE);
  }

  stop() {
    clearInterval(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = this.video.srcObject = null;
    this.awake?.release();
  }

  _lost() {
    this.stop();
    this.ended();
  }

  _look() {
    const code = this.video.videoWidth ? this._read() : null;
    const now = Date.now();
    if (!code) return;
    const isNew = code !== this.last.code || now - this.last.at > SAME_AGAIN;
    this.last = { code, at: now };
    if (isNew) this.found(code);
  }

  _read() {
    const scale = Math.min(1, 800 / this.video.videoWidth);
    const [width, height] = [this.video.videoWidth * scale, this.video.videoHeight * scale].map(Math.round);
    Object.assign(this.canvas, { width, height });
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.video, 0, 0, width, height);
    try {
      return decodeQR(context.getImageData(0, 0, width, height));
    } catch {
      return null; // no code in this picture
    }
  }
}
