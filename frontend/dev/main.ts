/** A board with invented rows, for looking at while drawing. Not part of the build: nothing here is ever shipped. */

import '../src/shell/tokens.css'
import '../src/shell/outset.css'
import '../src/shell/fonts.css'
import '../src/shell/base.css'

import { mount } from 'svelte'

import { chooseTheme } from '../src/shell/theme.svelte'
import { type Language, speak } from '../src/shell/words.svelte'
import Look from './Look.svelte'

const wish = new URLSearchParams(location.search)
chooseTheme(wish.get('theme') === 'light' ? 'light' : 'dark')
await speak((wish.get('language') ?? 'en') as Language)
const target = document.getElementById('app')
if (target) mount(Look, { target })
