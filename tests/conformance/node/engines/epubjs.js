import ePub from "epubjs"
import { open } from "./epubjs-like.js"

window.open_book = address => open(ePub, address)
