/** The sound of a notice: two short soft tones, which are made and not loaded. */

const TONES_HZ = [660, 880];
const TONE_S = 0.14;
const VOLUME = 0.12;

let context: AudioContext | undefined;

/** Play the sound, as soon as the browser permits it after a touch of the page. */
export function beep(): void {
  try {
    context ??= new AudioContext();
    const audio = context;
    void audio.resume().then(() => TONES_HZ.forEach((frequency, at) => tone(audio, frequency, audio.currentTime + at * TONE_S)));
  } catch {
    // A browser without sound.
  }
}

function tone(audio: AudioContext, frequency: number, at: number): void {
  const [source, gain] = [audio.createOscillator(), audio.createGain()];
  source.frequency.value = frequency;
  gain.gain.setValueAtTime(VOLUME, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + TONE_S);
  source.connect(gain).connect(audio.destination);
  source.start(at);
  source.stop(at + TONE_S);
}
