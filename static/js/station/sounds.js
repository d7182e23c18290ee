// Short tones beside the words: rising for a person who comes in, by capacity; two for one seen before, low for a refusal.
const STEP = 0.1; // seconds
const TUNES = {
  present: [660, 880],
  again: [520, 0, 520],
  waiting: [520, 660],
  refused: [180, 0, 180],
};
const CAPACITIES = {
  head: [660, 880, 1100],
  deputy: [660, 1100],
  speaker: [880, 1100],
  observer: [660, 740],
  interpreter: [880, 990],
  secretariat: [880, 880],
  press: [990, 740],
};
let audio = null;

export const play = (outcome, capacity) => {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
  const tune = (outcome === "present" && CAPACITIES[capacity]) || TUNES[outcome] || [];
  tune.forEach((pitch, place) => pitch && sound(pitch, audio.currentTime + place * STEP));
};

const sound = (pitch, start) => {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = pitch;
  volume.gain.value = 0.15;
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 0.09);
};
