import './shell/tokens.css'
import './shell/fonts.css'
import './shell/base.css'

import { mount } from 'svelte'

import App from './App.svelte'
import { runClock } from './shell/clock.svelte'
import { reloadIfRenewed } from './shell/renewed'
import { followLinks } from './shell/router.svelte'
import { loadSession } from './shell/session.svelte'
import { paint } from './shell/theme.svelte'
import { speak, wanted } from './shell/words.svelte'

addEventListener('vite:preloadError', () => void reloadIfRenewed())

paint()
runClock()
followLinks()
await Promise.all([speak(wanted()), loadSession()])

const target = document.getElementById('app')
if (target) mount(App, { target })
