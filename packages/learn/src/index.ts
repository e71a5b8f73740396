export { type Catalogue, openCatalogue } from "./catalogue/catalogue.ts";
export { type CatalogueJob, type CatalogueRun, catalogueFolders } from "./catalogue/catalogue-folders.ts";
export {
  type CataloguedFile,
  type CatalogueImage,
  type ImageFilter,
  type ImageFormat,
  type ImageSequence,
  type ImageView,
  imageFormats,
  imageSequences,
  imageViews,
} from "./catalogue/image.ts";
export { type CatalogueSettings, type KindRule, parseKindRule } from "./catalogue/settings.ts";
export {
  type CatalogueSummary,
  type KindSummary,
  summariseCatalogue,
  visitRefusedFiles,
} from "./catalogue/summary.ts";
export { countIn, requiredText, wordIn, wordOrNothingIn } from "./datasets/cell-values.ts";
export type {
  CaseFacts,
  CaseImage,
  CasePixels,
  ContourFiles,
  DataCase,
  DataSet,
  LabelFile,
  PixelFile,
  SpacingMm,
  ViewProblem,
} from "./datasets/data-set.ts";
export { type LabelName, labelNameOrder } from "./datasets/data-set.ts";
export { dataSetNamed, dataSets } from "./datasets/data-sets.ts";
export { type KaggleStudy, readKaggleStudy } from "./datasets/kaggle-study.ts";
export { type HeartCase, type LabelledHeart, listHearts, readHeart } from "./datasets/labelled-hearts.ts";
export { labelledPatients } from "./datasets/labelled-patients.ts";
export { countOf, type PatientCount, parsePatientCount } from "./datasets/patient-count.ts";
export { type PatientLists, parsePatientLists } from "./datasets/patient-lists.ts";
export {
  type Fold,
  type FoldOptions,
  type PatientSplit,
  patientFolds,
  type SplitOptions,
  stratifiedSplit,
} from "./datasets/patient-split.ts";
export { casesOfPatients, type Patient, patientsOf } from "./datasets/patients.ts";
export { readCells, readTable, type TableRow } from "./datasets/published-table.ts";
export { readCaseImage } from "./datasets/read-case-image.ts";
export { labelNamesOf } from "./datasets/reading/named-labels.ts";
export { type ClassesOf, requireClasses } from "./datasets/require-classes.ts";
export { requireLabels } from "./datasets/require-labels.ts";
export { type Split, splitPatients, unseenCases } from "./datasets/split.ts";
export { numberIn } from "./datasets/table-cells.ts";
export { LearnError } from "./errors.ts";
export { type FinetuneConfig, parseFinetuneConfig } from "./finetune/config.ts";
export type { Evaluation } from "./finetune/evaluate.ts";
export { type EvaluatedModel, type EvaluationRun, evaluateFinetuned } from "./finetune/evaluate-run.ts";
export { scatterSvg } from "./finetune/evaluation/agreement-figures.ts";
export { type FinetunedCardFacts, finetunedCard } from "./finetune/evaluation/card.ts";
export { type Comparison, compareEvaluations } from "./finetune/evaluation/compare.ts";
export { type ComparedValue, readComparedValues } from "./finetune/evaluation/compared-values.ts";
export { confusionSvg } from "./finetune/evaluation/confusion-figure.ts";
export { type MetricRow, metricRows } from "./finetune/evaluation/metric-rows.ts";
export { evaluationPage } from "./finetune/evaluation/page.ts";
export { readTrainingRecord, type TrainingRecord } from "./finetune/evaluation/training-record.ts";
export { type PicturedCase, worstCases } from "./finetune/evaluation/worst-cases.ts";
export {
  type EvaluationRecord,
  evaluationRecord,
  readEvaluation,
  readEvaluationOf,
  writeEvaluation,
} from "./finetune/evaluation/write-evaluation.ts";
export { writeFinetuned } from "./finetune/export.ts";
export { type FewShotCell, type FewShotRun, fewShot, fewShotCsv } from "./finetune/few-shot.ts";
export { type FewShotConfig, parseFewShotConfig } from "./finetune/few-shot-config.ts";
export {
  type Finetuned,
  type FinetuneLoading,
  type FinetuneProgress,
  type FinetuneRun,
  finetune,
} from "./finetune/finetune.ts";
export { openFinetunedSegmenter } from "./finetune/finetuned-segmenter.ts";
export {
  type FrozenFeatures,
  type FrozenFeaturesRun,
  frozenFeatures,
  frozenFeaturesCsv,
} from "./finetune/frozen-features.ts";
export { type ImageClassifier, openImageClassifier } from "./finetune/image-classifier.ts";
export { labelCurveSvg } from "./finetune/label-curve.ts";
export { type FinetunedFacts, readFinetunedFacts } from "./finetune/open-finetuned.ts";
export { type ImageKind, type Outliner, openOutliner } from "./finetune/outliner.ts";
export type { FinetunePlan } from "./finetune/plan.ts";
export type { Prediction, PredictionAnswer } from "./finetune/predict-answer.ts";
export {
  type PredictedImages,
  type PredictionRun,
  type PredictionSource,
  predictFinetuned,
  type RefusedImage,
} from "./finetune/predict-run.ts";
export { type TestTimeAugmentation, testTimeAugmentations } from "./finetune/test-time-augmentation.ts";
export { type Features, featuresOf } from "./linear/features.ts";
export { type ArrayCache, arrayCache } from "./loading/array-cache.ts";
export { type BatchLoader, type BatchLoaderOptions, openBatchLoader } from "./loading/batch-loader.ts";
export type { BatchSource, BatchSourceModule } from "./loading/batch-source.ts";
export { type LoadedImage, loadImage } from "./loading/load-image.ts";
export { type PreprocessSettings, preprocess } from "./loading/preprocess.ts";
export {
  type ClassifyOptions,
  classifiedCsv,
  classifyTable,
  type TableClassification,
} from "./measures/classify-table.ts";
export { type FeatureTable, featureTable, type TableColumns } from "./measures/feature-table.ts";
export { heartsCsv } from "./measures/hearts-csv.ts";
export {
  type MeasuredHeart,
  type MeasuringCase,
  measureCase,
  type UnmeasuredHeart,
} from "./measures/measured-cases.ts";
export { type RegressOptions, regressedCsv, regressTable, type TableRegression } from "./measures/regress-table.ts";
export { brierScore, expectedCalibrationError } from "./metrics/calibration.ts";
export { type ClassificationMetricName, classificationMetrics } from "./metrics/classification.ts";
export type { ClassifiedCase } from "./metrics/classified-case.ts";
export { type ConfusionMatrix, confusionMatrix, confusionOf, type LabelPair } from "./metrics/confusion-matrix.ts";
export {
  accuracy,
  balancedAccuracy,
  macroF1,
  macroSpecificity,
  matthewsCorrelation,
  sensitivity,
  specificity,
} from "./metrics/label-metrics.ts";
export type { Metric, Metrics, OfPatient } from "./metrics/metric.ts";
export { differenceInterval, metricDifference, type PairedPatient, pairPatients } from "./metrics/paired-patients.ts";
export { type IntervalOptions, patientInterval, patientIntervals } from "./metrics/patient-interval.ts";
export {
  modelSwapTest,
  type PermutationOptions,
  type PermutationTest,
  signFlipTest,
} from "./metrics/permutation-test.ts";
export { type RegressionMetricName, regressionMetrics, rSquared } from "./metrics/regression.ts";
export { areaUnderRoc, aucOneVsOne, aucOneVsRest, type ScoredCase } from "./metrics/roc.ts";
export {
  type GroupMetrics,
  type RowWithFacts,
  type Subgroup,
  type SubgroupFact,
  type SubgroupOptions,
  type SubgroupTable,
  subgroupCsv,
  subgroupTable,
} from "./metrics/subgroups.ts";
export { type WilcoxonTest, wilcoxonSignedRank } from "./metrics/wilcoxon.ts";
export {
  convUNetRSchema,
  convViTSchema,
  maskedAutoencoderSchema,
  parseConvUNetRConfig,
  parseConvViTConfig,
  parseMaskedAutoencoderConfig,
} from "./models/cinema.ts";
export { parseResNetConfig, type ResNetModel, resNetSchema } from "./models/resnet.ts";
export { parseUNetConfig, type UNetModel, unetSchema } from "./models/unet.ts";
export { parseVitConfig, parseVitSegmenterConfig, vitSchema, vitSegmenterSchema } from "./models/vit.ts";
export { type JobCommunicator, openMpi } from "./parallel/open-mpi.ts";
export { type GroupComparison, isMet } from "./parity/comparison.ts";
export { listReferences, readReference } from "./parity/reference.ts";
export { type ParityResult, runParity } from "./parity/run-parity.ts";
export { type DinoPretrainingConfig, parseDinoConfig } from "./pretraining/dino/config.ts";
export {
  type DinoPlan,
  type DinoProgress,
  type DinoRun,
  type PretrainedDino,
  pretrainDino,
} from "./pretraining/dino/pretrain.ts";
export {
  collapseWarning,
  type FeatureHealth,
  healthLine,
  healthMetrics,
  healthRecord,
  type MeasuredHealth,
  measureHealth,
  type ProbeSubject,
} from "./pretraining/health/feature-health.ts";
export { parseHealthRecord } from "./pretraining/health/health-file.ts";
export { encoderHealth } from "./pretraining/health/measure.ts";
export {
  type Probe,
  type ProbeCandidate,
  type ProbeRow,
  parseProbeTable,
  probesOfCatalogue,
  probesOfTable,
} from "./pretraining/health/probe-set.ts";
export { type MaeConfig, parseMaeConfig } from "./pretraining/mae/config.ts";
export {
  type MaePlan,
  type MaeProgress,
  type MaeRun,
  type PretrainedMae,
  pretrainMae,
} from "./pretraining/mae/pretrain.ts";
export { type EncoderCardFacts, encoderCard } from "./pretraining/model-card.ts";
export type { ImageCacheOptions } from "./pretraining/prepared-images.ts";
export { writeAveragedModel } from "./segmentation/average.ts";
export { parseSegmentationConfig, type SegmentationConfig } from "./segmentation/config.ts";
export { requireHeldOutOnce, writeSegmentationEnsemble } from "./segmentation/ensemble.ts";
export {
  type EvaluationSummary,
  type PatientScore,
  scorePatient,
  scoresCsv,
  summarise,
} from "./segmentation/evaluate.ts";
export {
  modelOrigin,
  readModelWeights,
  readTrainingFacts,
  type TrainingFacts,
  writeSegmentationModel,
} from "./segmentation/export.ts";
export { splitSet } from "./segmentation/hold-out.ts";
export { labelPhases, type PhaseLabels } from "./segmentation/label-phases.ts";
export { modelCard } from "./segmentation/model-card.ts";
export { segmentationModel } from "./segmentation/network.ts";
export { type FurtherFolder, trainSegmentation } from "./segmentation/train.ts";
export { type Calibration, calibrate } from "./self-check/calibration.ts";
export { type DamageKind, damageKinds } from "./self-check/damages.ts";
export { type JudgeFacts, writeJudgeModel } from "./self-check/export-judge.ts";
export type { ImageCheckFacts } from "./self-check/image-calibration.ts";
export { type JudgeConfig, judgeDefaults } from "./self-check/judge-config.ts";
export { acdcHearts, type JudgedHeart } from "./self-check/judged-heart.ts";
export { type ImageCheckMaking, makeImageCheck } from "./self-check/make-image-check.ts";
export { type JudgeMaking, makeJudge } from "./self-check/make-judge.ts";
export { readTried } from "./self-check/tried-table.ts";
export { writeFileAtomically } from "./training/atomic-file.ts";
export { alone, type Communicator } from "./training/communicator.ts";
export type { TrainingProgress } from "./training/loop.ts";
export {
  appendMetrics,
  type RunRecord,
  readMetrics,
  readRunRecord,
  writeRunRecord,
} from "./training/run-record.ts";
export {
  type Batch,
  openTrainer,
  type Trainer,
  type TrainerOptions,
  type TrainingProgram,
} from "./training/trainer.ts";
export { type ExportedWeights, type ExportOptions, exportWeights } from "./weights/export.ts";
export type { FamilyName } from "./weights/families/family.ts";
export { type IdentifiedModel, identifyModel } from "./weights/identify.ts";
export { type ModelReport, reportWeights, type WeightReport } from "./weights/inspect.ts";
export { loadModel } from "./weights/load.ts";
export { type ImportedModel, type ImportOptions, importSuccessor, importWeights } from "./weights/model-folder.ts";
export { type OpenedWeights, type OpenWeightsOptions, openWeights } from "./weights/open-weights.ts";
export { type Transfer, transferPretrained } from "./weights/pretrained.ts";
export {
  convUNetRSuccessor,
  convViTSuccessor,
  type SuccessorModel,
  type SuccessorOptions,
} from "./weights/successors.ts";
export { type TensorsToWrite, writeTensors } from "./weights/write-tensors.ts";
