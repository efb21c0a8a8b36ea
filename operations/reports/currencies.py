"""The currencies money is counted in: ISO 4217 codes with their minor unit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# First those most couriers carry, so that a form offers them before the alphabet begins.
_FIRST = "USD EUR GBP XOF XAF BRL"
_ALL = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC
CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR
ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER
ZAR ZMW
"""
_WITHOUT_MINOR = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"

# A hundred units of these buy less than a dollar; a suitcase of them is a larger figure, not a likelier mistake.
_SMALL_MONEY = (
    "AMD AOA ARS BIF CDF CLP COP CRC DJF GNF HUF IDR IQD IRR ISK JPY KHR KMF KPW KRW KZT LAK LBP LKR LRD MGA MMK MNT "
    "MWK NGN PKR PYG RSD RWF SDG SOS SSP SYP TZS UGX UZS VND VUV XAF XOF XPF YER"
)

_MINOR_DECIMALS = dict.fromkeys(_WITHOUT_MINOR.split(), 0) | dict.fromkeys(_THOUSANDTHS.split(), 3)

CURRENCIES: Final[tuple[str, ...]] = tuple(dict.fromkeys((*_FIRST.split(), *_ALL.split())))

MINOR_DECIMALS: Final[Mapping[str, int]] = MappingProxyType({code: _MINOR_DECIMALS.get(code, 2) for code in CURRENCIES})

USUAL_CASH: Final[Mapping[str, str]] = MappingProxyType(
    {code: "2000000000" if code in _SMALL_MONEY.split() else "2000000" for code in CURRENCIES}
)
