import './shell/fonts.css'
import './shell/base.css'

import { mount } from 'svelte'

import App from './App.svelte'
import { runClock } from './shell/clock.svelte'
import { standing } from './shell/answered'
import { endEarly } from './shell/early'
import { bringLetters, bringLettersAtHand } from './shell/letters'
import { reloadIfRenewed } from './shell/renewed'
import { followLinks } from './shell/router.svelte'
import { hearOtherTabs, loadSession } from './shell/session.svelte'
import { paint } from './shell/theme.svelte'
import { wanted } from './shell/outset'
import { speak } from './shell/words.svelte'

addEventListener('vite:preloadError', () => void reloadIfRenewed())

paint()
bringLettersAtHand()
void standing.then(bringLetters)
runClock()
followLinks()
hearOtherTabs()
endEarly()
// Who is here is known at once, mostly; on a line that keeps one waiting, the page says that it is loading.
const WAITED_FOR_MS = 1000
await Promise.all([speak(wanted()), Promise.race([loadSession(), new Promise((resolve) => setTimeout(resolve, WAITED_FOR_MS))])])

const target = document.getElementById('app')
if (target) {
  // What the page has drawn of itself looks the same.
  target.replaceChildren()
  mount(App, { target })
}
