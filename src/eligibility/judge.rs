//! A verdict on one listing, with its reasons in words.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::Answers;
use super::criteria::{Criteria, Verdict};
use super::criterion::{Criterion, Strength};
use super::reading::RULE_NOT_SHOWN;
use super::residence::Residence;
use super::rule::Doubt;
use super::truth::Truth;
use super::vocabulary::{Vocabulary, Words};
use crate::geography::Gazetteer;
use crate::standing::SourceKind;

/// Whether a person may be helped, as far as one knows.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Judgement<'a> {
    pub verdict: Verdict,
    /// An app must show this beside the verdict.
    #[schema(example = "Fits the rules we know. Does not mean that there is room tonight.")]
    pub verdict_text: &'static str,
    pub criteria: Vec<Judged<'a>>,
    /// What to bring.
    #[schema(example = json!(["Photo ID"]))]
    pub documents: &'a [String],
    /// What to do where one is not sure.
    pub if_unsure: String,
}

/// One criterion, and how the answers fit it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Judged<'a> {
    #[schema(example = "18 or older.")]
    pub text: &'a str,
    /// The sentence is ours, made of fields of HSDS, or in place of one that may not be shown.
    #[serde(skip)]
    pub is_ours: bool,
    pub result: CriterionResult,
    /// For a person to read. Never repeats an answer.
    pub reason: String,
    /// The day of the word, where that it is long ago is the reason.
    #[serde(skip)]
    pub said_long_ago: Option<NaiveDate>,
    pub strength: Strength,
    /// Null where nobody said whose word it is.
    pub source: Option<CriterionSource<'a>>,
}

/// How the answers fit a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CriterionResult {
    Met,
    NotMet,
    Unknown,
}

impl CriterionResult {
    /// What to say of it, in English and Spanish.
    pub fn in_words(self) -> &'static Words {
        let results = &Vocabulary::embedded().results;
        match self {
            CriterionResult::Met => &results.met,
            CriterionResult::NotMet => &results.not_met,
            CriterionResult::Unknown => &results.unknown,
        }
    }

    pub fn as_words(self) -> &'static str {
        match self {
            CriterionResult::Met => "met",
            CriterionResult::NotMet => "not met",
            CriterionResult::Unknown => "unknown",
        }
    }
}

/// Who says so, and of which day that word is.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CriterionSource<'a> {
    pub name: &'a str,
    #[schema(value_type = String, example = "provider")]
    pub kind: SourceKind,
    #[schema(value_type = Option<String>, format = Date)]
    pub date: Option<NaiveDate>,
}

impl Criteria {
    /// The verdict on what was answered, with its reasons.
    pub fn judge(
        &self,
        answers: &Answers,
        today: NaiveDate,
        gazetteer: &Gazetteer,
    ) -> Judgement<'_> {
        let truths = self
            .rules()
            .map(|rule| rule.truth(answers, today, gazetteer));
        let verdict = Verdict::of(self.says_who, truths);
        let criteria: Vec<Judged> = self
            .list
            .iter()
            .map(|criterion| self.judged(criterion, answers, today, gazetteer))
            .collect();
        let if_unsure = self.if_unsure(verdict, &criteria);
        Judgement {
            verdict,
            verdict_text: verdict.sentence(),
            criteria,
            documents: &self.documents,
            if_unsure,
        }
    }

    /// The verdict alone.
    pub fn verdict(&self, answers: &Answers, today: NaiveDate, gazetteer: &Gazetteer) -> Verdict {
        let truths = self
            .rules()
            .map(|rule| rule.truth(answers, today, gazetteer));
        Verdict::of(self.says_who, truths)
    }

    fn if_unsure(&self, verdict: Verdict, criteria: &[Judged]) -> String {
        let open: Vec<&str> = criteria
            .iter()
            .filter(|judged| judged.strength == Strength::Required)
            .filter(|judged| judged.result != CriterionResult::Met)
            .map(|judged| judged.text)
            .collect();
        match verdict {
            _ if verdict == Verdict::Likely || (!self.says_who && open.is_empty()) => {
                verdict.in_words().if_unsure.en.clone()
            }
            Verdict::Unknown if !self.says_who => {
                format!("Ask them who they help, and about this: {}", open.join(" "))
            }
            Verdict::Likely | Verdict::Unknown => {
                format!("Ask them about this: {}", open.join(" "))
            }
            Verdict::Unlikely => format!(
                "They may still say yes. Ask them about this: {}",
                open.join(" ")
            ),
        }
    }

    fn judged<'a>(
        &self,
        criterion: &'a Criterion,
        answers: &Answers,
        today: NaiveDate,
        gazetteer: &Gazetteer,
    ) -> Judged<'a> {
        let rule = criterion.rule(self.stale_days);
        let plainly = rule.plainly(answers, gazetteer);
        let doubt = criterion.doubt(today, self.stale_days);
        let is_required = criterion.strength == Strength::Required;
        let sentence = criterion.text.trim_end_matches('.');
        let mut said_long_ago = None;
        let (result, reason) = match (plainly, doubt) {
            (Truth::True, _) => {
                let met = CriterionResult::Met;
                (met, met.in_words().en.clone())
            }
            (Truth::False, None) if is_required => {
                let not_met = CriterionResult::NotMet;
                (not_met, not_met.in_words().en.clone())
            }
            (Truth::False, _) if !is_required => {
                let reason = match criterion.strength {
                    Strength::Priority => "Others may be taken first.",
                    _ => "Meant for others first, but not a must.",
                };
                (CriterionResult::NotMet, reason.to_owned())
            }
            (_, Some(Doubt::Article)) => {
                let reason = format!("One article says “{sentence}”: ask them.");
                (CriterionResult::Unknown, reason)
            }
            (_, Some(Doubt::Disputed)) => {
                let reason = "Sources do not agree on this: ask them.".to_owned();
                (CriterionResult::Unknown, reason)
            }
            (Truth::False, Some(Doubt::Waived)) => {
                let reason = "Their own words make exceptions: ask them.".to_owned();
                (CriterionResult::Unknown, reason)
            }
            (_, Some(Doubt::Stale(date))) => {
                said_long_ago = Some(date);
                // The day of the word: whether anybody checked it since is not known.
                let reason = format!(
                    "Said on {}: ask them whether it is still so.",
                    date.format("%-d %B %Y")
                );
                (CriterionResult::Unknown, reason)
            }
            (_, Some(Doubt::Ahead(date))) => {
                let reason = format!(
                    "Dated {}, which is to come: ask them.",
                    date.format("%-d %B %Y")
                );
                (CriterionResult::Unknown, reason)
            }
            (_, None | Some(Doubt::Waived)) => {
                let vocabulary = Vocabulary::embedded();
                let (mut silent, mut can_change, mut is_wide) = (false, false, false);
                rule.facts(&mut |fact| {
                    silent |= !answers.is_answered(fact) || !answers.pending(fact).is_empty();
                    can_change |= vocabulary.fact(fact).can_change;
                    is_wide |= answers.residence(fact).is_some_and(Residence::is_wide);
                });
                let reason = match (silent, can_change) {
                    (true, _) => "Not known without an answer. You can ask them.",
                    (false, true) => "This can be got or waived: ask them.",
                    (false, false) if is_wide => {
                        "A ZIP where you live may tell, or you can ask them."
                    }
                    (false, false) => "Only they can say: ask them.",
                };
                (CriterionResult::Unknown, reason.to_owned())
            }
        };
        Judged {
            text: &criterion.text,
            is_ours: !criterion.json.contains_key("text") || criterion.text == RULE_NOT_SHOWN,
            result,
            reason,
            said_long_ago,
            strength: criterion.strength,
            source: criterion.source.as_ref().map(|source| CriterionSource {
                name: &source.name,
                kind: source.kind,
                date: criterion.date,
            }),
        }
    }
}
