/** Results and statements. */

import { iso } from "../../../ui/texts/ar/isolate";
import { numberText } from "../../../ui/texts/locale";
import type { Texts } from "..";

export const results: Texts["results"] = {
  title: "النتائج",
  file: "النتائج بصيغة CSV",
  columns: {
    lot: "القطعة",
    title: "العنوان",
    status: "الحالة",
    winner: "الفائز",
    price: "سعر المطرقة",
    total: "المستحق",
    underbidder: "المزايد التالي",
  },
  none: "لا قطع بعد.",
  sums: (sold, ended) => `بيع ${numberText(sold)} من ${numberText(ended)} من القطع المنتهية`,
  hammer: "مجموع أسعار المطرقة",
  premium: "العمولة",
  tax: "الضريبة",
  total: "المجموع المستحق",
  statementOf: (name) => `كشف ${iso(name)}`,
  print: "طباعة",
  back: "كل النتائج",
  units: (units, money) => `${numberText(units)} × ${iso(money)}`,
  paddle: (number) => `اللوحة ${iso(number)}`,
};
