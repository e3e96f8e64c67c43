// Sounds made by the page itself; no file is loaded. A page may sound only after a tap.
let audio: AudioContext | null = null;

/** Within a tap: browsers let a page sound only after one. */
export function soundUnlock(): void {
  try {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') void audio.resume().catch(() => {});
  } catch {
    audio = null; // no sound here
  }
}

/** Two rising tones, twice. No file is loaded. */
export function soundRing(): void {
  if (!audio || audio.state !== 'running') return;
  const from = audio.currentTime + 0.02;
  for (const [at, hertz] of [[0, 660], [0.18, 880], [0.5, 660], [0.68, 880]] as const) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.type = 'sine';
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0, from + at);
    loudness.gain.linearRampToValueAtTime(0.3, from + at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + at + 0.17);
    tone.connect(loudness).connect(audio.destination);
    tone.start(from + at);
    tone.stop(from + at + 0.2);
  }
}

export function soundSoft(): void {
  if (!audio || audio.state !== 'running') return;
  const from = audio.currentTime + 0.02;
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  tone.frequency.value = 520;
  loudness.gain.setValueAtTime(0.12, from);
  loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.3);
  tone.connect(loudness).connect(audio.destination);
  tone.start(from);
  tone.stop(from + 0.32);
}
